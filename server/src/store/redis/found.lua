-- Creates a room unless it is there. KEYS: room, changed, documents. ARGV: the new epoch, -, the latest moment known, then
-- key and JSON of each document. Returns 1 if it was created.

if room[1] then return 0 end

-- What remembers that a room of this code was dropped goes, with its expiry.
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'version', 1, 'clock', now)
for i = 4, #ARGV, 2 do
  redis.call('HSET', KEYS[3], ARGV[i], '1|' .. ARGV[i + 1])
  redis.call('ZADD', KEYS[2], 1, 'd/' .. ARGV[i])
end
redis.call('PUBLISH', KEYS[1], 1)
return 1
