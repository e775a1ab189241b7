-- Writes the shut of gates that are due and still at the revision given. KEYS: room, gates, changed, minutes.
-- ARGV after the first three, for each: run, rev, the minutes' line. Returns the runs that this call shut.

local refusal = refuse_writer()
if refusal then return refusal end

local due = {}
for i = 4, #ARGV, 3 do
  local gate = gate_of(redis.call('HGET', KEYS[2], ARGV[i]) or '')
  if gate and gate.rev == tonumber(ARGV[i + 1]) and is_due(gate) then
    shut(gate)
    due[#due + 1] = { run = ARGV[i], gate = text_of(gate), line = ARGV[i + 2] }
  end
end
if not due[1] then return {} end

local runs = {}
for i, write in ipairs(due) do
  redis.call('HSET', KEYS[2], write.run, write.gate)
  redis.call('ZADD', KEYS[3], version, 'g/' .. write.run)
  redis.call('RPUSH', KEYS[4], int(now) .. '|' .. write.line)
  runs[i] = write.run
end
raise()
return runs
