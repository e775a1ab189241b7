-- How ballots move the counts: gathered per distinct wish, written in one go, for the counters that really changed.
-- A record is r|segment|contributions, or r|segment if the ballot was withdrawn; what follows the r is the wish.
-- A counter's field is segment|key; under the empty key stands the number of ballots.

local find, sub = string.find, string.sub

local function split(record)
  local bar = find(record, '|', 1, true)
  return tonumber(sub(record, 1, bar - 1)), sub(record, bar + 1)
end

-- Where the contributions of a standing wish begin; nil for a withdrawn one.
local function stands(wish) return find(wish, '|', 1, true) end

-- From changes by wish to changes by counter.
local function counters_of(moves)
  local counters = {}
  for wish, by in pairs(moves) do
    if by ~= 0 then
      local bar = stands(wish)
      local prefix = sub(wish, 1, bar)
      counters[prefix] = (counters[prefix] or 0) + by
      if not find(wish, '[,:]', bar) then
        -- One plain key, the common case: the wish is its counter's field. (An empty ballot has none.)
        if bar < #wish then counters[wish] = (counters[wish] or 0) + by end
      else
        for key, weight in sub(wish, bar + 1):gmatch('([^,:]+):?(%d*)') do
          local field = prefix .. key
          counters[field] = (counters[field] or 0) + by * (tonumber(weight) or 1)
        end
      end
    end
  end
  return counters
end

-- So many values fit on Lua's stack at once (its limit is 8000).
local AT_ONCE = 2000

-- Moves counters in a few commands, however many they are: read and written within one step, nothing comes between.
local function move(tally, counters)
  local fields, moved = {}, false
  for field, by in pairs(counters) do
    if by ~= 0 then fields[#fields + 1] = field end
  end
  for from = 1, #fields, AT_ONCE do
    local till = math.min(from + AT_ONCE - 1, #fields)
    local counts, values, n, gone = redis.call('HMGET', tally, unpack(fields, from, till)), {}, 0, {}
    for i = from, till do
      local value = (counts[i - from + 1] or 0) + counters[fields[i]]
      if value == 0 then
        gone[#gone + 1] = fields[i]
      else
        values[n + 1], values[n + 2] = fields[i], value
        n = n + 2
      end
    end
    if n > 0 then redis.call('HSET', tally, unpack(values)) end
    -- Texts come and go: a counter that nothing stands under would be read for ever.
    if gone[1] then redis.call('HDEL', tally, unpack(gone)) end
    moved = true
  end
  return moved
end

-- One run's part of a step: records (voter, record, voter, record ...) and changes by wish.
local function write_ballots(ballots, tally, changed, run, records, moves)
  redis.call('HSET', ballots, unpack(records))
  if move(tally, counters_of(moves)) then redis.call('ZADD', changed, version, 't/' .. run) end
end
