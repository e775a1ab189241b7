-- Reads what changed after a version. KEYS: room, gates, changed, documents. ARGV[4]: the version.
-- Returns epoch, version, moment, then flat lists: key, version, record of each document; run, version, gate of each gate;
-- run, version, counters of each tally.

local refusal = refuse_reader()
if refusal then return refusal end
if tonumber(ARGV[4]) > tonumber(room[2]) then return redis.error_reply('WENTBACK the store') end

local documents, gates, tallies = {}, {}, {}
local changed = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. ARGV[4], '+inf', 'WITHSCORES')
for i = 1, #changed, 2 do
  local what, name, at = changed[i]:sub(1, 1), changed[i]:sub(3), tonumber(changed[i + 1])
  local list, value
  if what == 'd' then
    list, value = documents, redis.call('HGET', KEYS[4], name)
  elseif what == 'g' then
    list, value = gates, redis.call('HGET', KEYS[2], name)
  else
    list, value = tallies, redis.call('HGETALL', KEYS[1] .. ':run:' .. name .. ':tally')
  end
  local n = #list
  list[n + 1], list[n + 2], list[n + 3] = name, at, value
end
return { room[1], tonumber(room[2]), now, documents, gates, tallies }
