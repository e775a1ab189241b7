-- Looks which gates are due. KEYS: room, gates. Returns the moment, then run and gate of each.

local refusal = refuse_writer()
if refusal then return refusal end

local due, gates = { now }, redis.call('HGETALL', KEYS[2])
for i = 1, #gates, 2 do
  local gate = gate_of(gates[i + 1])
  if not gate then return redis.error_reply('CORRUPT a gate that does not read as one') end
  if is_due(gate) then
    due[#due + 1] = gates[i]
    due[#due + 1] = gates[i + 1]
  end
end
return due
