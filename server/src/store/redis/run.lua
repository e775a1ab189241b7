-- Which runs there are, and the keys under which their voter keys are made. Stands after room.lua.

local function is_of_questions(run) return tonumber(run) >= QUESTIONS end

-- The run whose key makes this one's voter keys: all questions share that of the list.
local function key_run(run) return is_of_questions(run) and int(QUESTIONS) or run end

local function ballots_key(run) return KEYS[1] .. ':run:' .. run .. ':ballots' end

-- Whether anybody has a ballot that was made under the key of this run.
local function has_ballots(gates, run)
  if not is_of_questions(run) then return redis.call('EXISTS', ballots_key(run)) == 1 end
  for _, other in ipairs(redis.call('HKEYS', gates)) do
    if is_of_questions(other) and redis.call('EXISTS', ballots_key(other)) == 1 then return true end
  end
  return false
end

-- Gives a run its key, unless there is one, or ballots of one that is gone: nobody could find theirs again.
local function give_key(keys, gates, run, key)
  local of = key_run(run)
  if redis.call('HEXISTS', keys, of) == 0 and not has_ballots(gates, run) then redis.call('HSET', keys, of, key) end
end
