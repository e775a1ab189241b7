-- Forgets a room and all that is in it. KEYS: room, gates, changed, documents, minutes, keys, nodes, here, present, attended,
-- attendance, notes. ARGV[4]: for how many seconds to remember that it was dropped, not lost.

if not room[1] then return 0 end

for _, run in ipairs(redis.call('HKEYS', KEYS[2])) do
  redis.call('UNLINK', KEYS[1] .. ':run:' .. run .. ':ballots', KEYS[1] .. ':run:' .. run .. ':tally')
end
for _, node in ipairs(redis.call('HKEYS', KEYS[7])) do redis.call('UNLINK', KEYS[1] .. ':node:' .. node) end
redis.call('UNLINK', unpack(KEYS))
redis.call('HSET', KEYS[1], 'dropped', 1)
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('PUBLISH', KEYS[1], version)
return 1
