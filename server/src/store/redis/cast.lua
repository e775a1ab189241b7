-- Takes a batch of ballots in one step. KEYS: room, gates, changed, then ballots and tally of each run.
-- ARGV after the first three, for each run: run, count, then count times voter, r, wish.
-- Returns for each ballot outcome + 8 × revision, and last the version.

local COUNTED, CHANGED, WITHDRAWN, SAME, SUPERSEDED, SHUT, NO_RUN = 0, 1, 2, 3, 4, 5, 6

local refusal = refuse_writer()
if refusal then return refusal end

-- The same ballot, wherever it is counted.
local function same(one, other)
  if one == other then return true end
  local a, b = stands(one), stands(other)
  if a and b then return sub(one, a) == sub(other, b) end
  return not a and not b
end

local outcomes, writes, late = {}, {}, false
local at, last, place = 4, #ARGV, 4
while at < last do
  local run, count = ARGV[at], tonumber(ARGV[at + 1])
  local ballots, tally = KEYS[place], KEYS[place + 1]
  at, place = at + 2, place + 2
  local gate = redis.call('HGET', KEYS[2], run)
  if not gate then
    for _ = 1, count do outcomes[#outcomes + 1] = NO_RUN end
  else
    gate = gate_of(gate)
    if not gate then return redis.error_reply('CORRUPT a gate that does not read as one') end
    local open = takes_ballots(gate)
    late = late or is_due(gate)
    local voters = {}
    for i = 1, count do voters[i] = ARGV[at + 3 * i - 3] end
    local standing = redis.call('HMGET', ballots, unpack(voters))
    -- What an earlier ballot of this batch left, and where it stands among the records to write.
    local left, slot, records, moves = {}, {}, {}, {}
    for i = 1, count do
      local voter, r_text, wish = voters[i], ARGV[at + 3 * i - 2], ARGV[at + 3 * i - 1]
      local r, old, outcome = tonumber(r_text), left[voter] or standing[i], nil
      local old_r, old_wish, stood
      if old then
        old_r, old_wish = split(old)
        stood = stands(old_wish)
      end
      if not open then outcome = SHUT + (stood and 8 * old_r or 0)
      elseif old and old_r == r and same(old_wish, wish) then outcome = SAME
      elseif old and old_r >= r then outcome = SUPERSEDED + 8 * old_r
      else
        outcome = WITHDRAWN
        if stood then moves[old_wish] = (moves[old_wish] or 0) - 1 end
        if stands(wish) then
          moves[wish] = (moves[wish] or 0) + 1
          outcome = stood and CHANGED or COUNTED
        end
        local record = r_text .. '|' .. wish
        local where = slot[voter]
        if not where then
          where = #records + 1
          slot[voter] = where
          records[where] = voter
        end
        records[where + 1] = record
        left[voter] = record
      end
      outcomes[#outcomes + 1] = outcome
    end
    if records[1] then writes[#writes + 1] = { ballots, tally, run, records, moves } end
  end
  at = at + 3 * count
end

if writes[1] then
  for _, write in ipairs(writes) do write_ballots(write[1], write[2], KEYS[3], write[3], write[4], write[5]) end
  outcomes[#outcomes + 1] = raise()
else
  -- Refused by the clock alone: a clock set back must not let the next one in.
  if late then redis.call('HSET', KEYS[1], 'clock', now) end
  outcomes[#outcomes + 1] = version - 1
end
return outcomes
