-- Moves standing ballots to another segment. KEYS: room, gates, changed, then ballots and tally of each run.
-- ARGV after the first three, for each run: run, count, then count times voter, segment. Returns the version.

local refusal = refuse_writer()
if refusal then return refusal end

local writes = {}
local at, last, place = 4, #ARGV, 4
while at < last do
  local run, count = ARGV[at], tonumber(ARGV[at + 1])
  local ballots, tally = KEYS[place], KEYS[place + 1]
  at, place = at + 2, place + 2
  local gate = gate_of(redis.call('HGET', KEYS[2], run) or '')
  if gate and takes_ballots(gate) then
    local voters = {}
    for i = 1, count do voters[i] = ARGV[at + 2 * i - 2] end
    local standing = redis.call('HMGET', ballots, unpack(voters))
    local left, records, moves = {}, {}, {}
    for i = 1, count do
      local voter, segment = voters[i], ARGV[at + 2 * i - 1]
      local old = left[voter] or standing[i]
      local r, wish, bar
      if old then
        r, wish = split(old)
        bar = stands(wish)
      end
      if bar and sub(wish, 1, bar - 1) ~= segment then
        local moved = segment .. sub(wish, bar)
        moves[wish] = (moves[wish] or 0) - 1
        moves[moved] = (moves[moved] or 0) + 1
        left[voter] = int(r) .. '|' .. moved
        -- The later of two moves of one voter stands later, and so wins.
        records[#records + 1] = voter
        records[#records + 1] = left[voter]
      end
    end
    if records[1] then writes[#writes + 1] = { ballots, tally, run, records, moves } end
  end
  at = at + 2 * count
end

if not writes[1] then return version - 1 end
for _, write in ipairs(writes) do write_ballots(write[1], write[2], KEYS[3], write[3], write[4], write[5]) end
return raise()
