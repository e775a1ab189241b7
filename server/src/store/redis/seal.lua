-- Destroys the ballots and the key of a run that is over; its counts become those of everybody together. KEYS: room, gates,
-- changed, documents, keys, ballots, tally. ARGV after the first three: run, the document that tells of it, its revision as
-- expected, its JSON.

local refusal = refuse_writer()
if refusal then return refusal end

local run, key = ARGV[4], ARGV[5]
local rev = tonumber((redis.call('HGET', KEYS[4], key) or '0'):match('^%d+'))
if rev ~= tonumber(ARGV[6]) then return { 'changed', key, rev } end
local text = redis.call('HGET', KEYS[2], run)
if not text then return { 'changed', 'gate/' .. run, 0 } end
local gate = gate_of(text)
if not gate then return redis.error_reply('CORRUPT a gate that does not read as one') end
if not gate.shut and not gate.void then return { 'wrong_state', run, phase_of(gate) } end

local counters, whole = redis.call('HGETALL', KEYS[7]), {}
for i = 1, #counters, 2 do
  local field = '0' .. sub(counters[i], (find(counters[i], '|', 1, true)))
  whole[field] = (whole[field] or 0) + tonumber(counters[i + 1])
end

redis.call('DEL', KEYS[6], KEYS[7])
redis.call('HDEL', KEYS[5], run)
move(KEYS[7], whole)
redis.call('HSET', KEYS[4], key, int(rev + 1) .. '|' .. ARGV[7])
redis.call('ZADD', KEYS[3], version, 'd/' .. key, version, 't/' .. run)
return { 'done', raise(), now }
