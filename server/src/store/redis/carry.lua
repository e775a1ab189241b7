-- Carries the upvotes of one question to another, as store/amendment.rs has it. Stands after run.lua and counters.lua.
-- All is worked out on copies: nothing is written, and nothing can go wrong, from `write_carried` on.

-- By run: its ballots, the voters whose record changed, and changes by wish.
local copies = {}

local function copy_of(run)
  local copy = copies[run]
  if not copy then
    copy = { ballots = {}, changed = {}, moves = {} }
    copies[run] = copy
    local flat = redis.call('HGETALL', ballots_key(run))
    for i = 1, #flat, 2 do copy.ballots[flat[i]] = flat[i + 1] end
  end
  return copy
end

local function put(copy, voter, r, wish, counted, by)
  copy.ballots[voter] = int(r) .. '|' .. wish
  copy.changed[voter] = true
  copy.moves[counted] = (copy.moves[counted] or 0) + by
end

local function carry_there(from, into, mark)
  for voter, record in pairs(from.ballots) do
    local r, wish = split(record)
    local bar, old, old_r, old_wish = stands(wish), into.ballots[voter], 0, ''
    if old then old_r, old_wish = split(old) end
    if bar and not stands(old_wish) then
      local carried = sub(wish, 1, bar) .. mark
      put(into, voter, math.min(math.max(r, old_r) + 1, MAX_R), carried, carried, 1)
    end
  end
end

local function carry_back(into, mark)
  -- A record changes under the iteration, none comes or goes: Lua allows that.
  for voter, record in pairs(into.ballots) do
    local r, wish = split(record)
    local bar = stands(wish)
    if bar and sub(wish, bar + 1) == mark then put(into, voter, r, sub(wish, 1, bar - 1), wish, -1) end
  end
end

local function carry(from, into, back)
  local mark = 'm' .. from
  if back then carry_back(copy_of(into), mark) else carry_there(copy_of(from), copy_of(into), mark) end
end

-- Whether there is anything to write.
local function has_carried()
  for _, copy in pairs(copies) do
    if next(copy.changed) then return true end
  end
  return false
end

local function write_carried(changed)
  for run, copy in pairs(copies) do
    local records, n = {}, 0
    for voter in pairs(copy.changed) do
      records[n + 1], records[n + 2] = voter, copy.ballots[voter]
      n = n + 2
      if n >= AT_ONCE then
        redis.call('HSET', ballots_key(run), unpack(records, 1, n))
        n = 0
      end
    end
    if n > 0 then redis.call('HSET', ballots_key(run), unpack(records, 1, n)) end
    if move(KEYS[1] .. ':run:' .. run .. ':tally', counters_of(copy.moves)) then
      redis.call('ZADD', changed, version, 't/' .. run)
    end
  end
end
