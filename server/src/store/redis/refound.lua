-- After the store went back: gives the room a new epoch and what it lacks. KEYS: room, gates, changed, documents, keys,
-- minutes.
-- ARGV: the epoch expected ('' for none), the highest version known, the latest moment known, the new epoch; number of
-- documents, for each key, record; number of keys, for each run (one that has a key of its own), wrapped key; number of the
-- minutes' lines, each; then for each gate run, gate, and a wrapped key if one may be minted ('' if not). Returns 1 if this
-- call won.

if room[4] then return 0 end
if (room[1] or '') ~= ARGV[1] then return 0 end

version = math.max(version, tonumber(ARGV[2]) + 1)
redis.call('HSET', KEYS[1], 'epoch', ARGV[4])
local at = 6
for _ = 1, tonumber(ARGV[5]) do
  if redis.call('HSETNX', KEYS[4], ARGV[at], ARGV[at + 1]) == 1 then
    redis.call('ZADD', KEYS[3], version, 'd/' .. ARGV[at])
  end
  at = at + 2
end
local keys = tonumber(ARGV[at])
at = at + 1
for _ = 1, keys do
  redis.call('HSETNX', KEYS[5], ARGV[at], ARGV[at + 1])
  at = at + 2
end
local lines = tonumber(ARGV[at])
for i = at + 1, at + lines do redis.call('RPUSH', KEYS[6], int(now) .. '|' .. ARGV[i]) end
at = at + 1 + lines
for i = at, #ARGV, 3 do
  local run, gate, key = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if redis.call('HSETNX', KEYS[2], run, gate) == 1 then redis.call('ZADD', KEYS[3], version, 'g/' .. run) end
  if key ~= '' then give_key(KEYS[5], KEYS[2], run, key) end
end
raise()
return 1
