-- How ballots move the counts: gathered per distinct wish, written as one increment per counter that really changed.
-- A record is r|segment|contributions, or r|segment if the ballot was withdrawn; what follows the r is the wish.
-- A counter's field is segment|key; under the empty key stands the number of ballots.

local find, sub = string.find, string.sub

local function split(record)
  local bar = find(record, '|', 1, true)
  return tonumber(sub(record, 1, bar - 1)), sub(record, bar + 1)
end

-- Where the contributions of a standing wish begin; nil for a withdrawn one.
local function stands(wish) return find(wish, '|', 1, true) end

-- From changes by wish to changes by counter; nil if nothing is left of them.
local function counters_of(moves)
  local counters, any = {}, nil
  for wish, by in pairs(moves) do
    if by ~= 0 then
      local bar = stands(wish)
      local prefix = sub(wish, 1, bar)
      counters[prefix] = (counters[prefix] or 0) + by
      for key, weight in sub(wish, bar + 1):gmatch('([^,:]+):?(%d*)') do
        local field = prefix .. key
        counters[field] = (counters[field] or 0) + by * (tonumber(weight) or 1)
      end
    end
  end
  for field, by in pairs(counters) do
    if by == 0 then counters[field] = nil else any = true end
  end
  return any and counters
end

-- One run's part of a step: records (voter, record, voter, record ...) and changes by wish.
local function write_ballots(ballots, tally, changed, run, records, moves)
  redis.call('HSET', ballots, unpack(records))
  local counters = counters_of(moves)
  if counters then
    for field, by in pairs(counters) do redis.call('HINCRBY', tally, field, by) end
    redis.call('ZADD', changed, version, 't/' .. run)
  end
end
