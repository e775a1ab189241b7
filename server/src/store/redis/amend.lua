-- Carries out a moderator's act: all of it, or nothing. KEYS: room, gates, changed, documents, minutes, keys.
-- ARGV after the first three: number of documents, for each key, expect, keep|set|delete, JSON; number of gates, for each
-- run, expect, act, its argument, a wrapped key; number of carries, for each from, into, 1 if back; then the minutes' lines.
-- A document's record is rev|JSON, or rev alone if it was deleted.

local refusal = refuse_writer()
if refusal then return refusal end

local documents, gates, at = {}, {}, 5
for i = 1, tonumber(ARGV[4]) do
  local key, expect = ARGV[at], tonumber(ARGV[at + 1])
  local rev = tonumber((redis.call('HGET', KEYS[4], key) or '0'):match('^%d+'))
  if rev ~= expect then return { 'changed', key, rev } end
  documents[i] = { key = key, rev = rev + 1, write = ARGV[at + 2], json = ARGV[at + 3] }
  at = at + 4
end

local named = tonumber(ARGV[at])
at = at + 1
for i = 1, named do
  local run, expect, act = ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2]
  local text = redis.call('HGET', KEYS[2], run)
  local gate = text and gate_of(text)
  if text and not gate then return redis.error_reply('CORRUPT a gate that does not read as one') end
  local rev = gate and gate.rev or 0
  if rev ~= expect or (not gate and act ~= 'open') then return { 'changed', 'gate/' .. run, rev } end
  gates[i] = { run = run, gate = gate, act = act, arg = ARGV[at + 3], key = ARGV[at + 4] }
  at = at + 5
end

local carries, opening = {}, {}
for _, write in ipairs(gates) do opening[write.run] = true end
local asked = tonumber(ARGV[at])
at = at + 1
for i = 1, asked do
  for _, run in ipairs({ ARGV[at], ARGV[at + 1] }) do
    if not opening[run] and redis.call('HEXISTS', KEYS[2], run) == 0 then return { 'changed', 'gate/' .. run, 0 } end
  end
  carries[i] = { from = ARGV[at], into = ARGV[at + 1], back = ARGV[at + 2] == '1' }
  at = at + 3
end

for _, write in ipairs(gates) do
  if write.gate then
    local phase = act_on(write.run, write.gate, write.act, write.arg)
    if phase then return { 'wrong_state', write.run, phase } end
  else
    local for_ms = tonumber(write.arg)
    write.born = true
    write.gate =
      { rev = 1, opened = int(now), till = for_ms and now + for_ms, closing = '-', show = false, void = false }
  end
end

for _, one in ipairs(carries) do carry(one.from, one.into, one.back) end

local writes = gates[1] or at <= #ARGV or has_carried()
for _, document in ipairs(documents) do
  if document.write ~= 'keep' then
    writes = true
    local record = int(document.rev)
    if document.write == 'set' then record = record .. '|' .. document.json end
    redis.call('HSET', KEYS[4], document.key, record)
    redis.call('ZADD', KEYS[3], version, 'd/' .. document.key)
  end
end
for _, write in ipairs(gates) do
  if write.born then give_key(KEYS[6], KEYS[2], write.run, write.key) end
  redis.call('HSET', KEYS[2], write.run, text_of(write.gate))
  redis.call('ZADD', KEYS[3], version, 'g/' .. write.run)
end
write_carried(KEYS[3])
for i = at, #ARGV do redis.call('RPUSH', KEYS[5], int(now) .. '|' .. ARGV[i]) end
return { 'done', writes and raise() or version - 1, now }
