-- Takes what a node tells of who came and left, and says who is here. KEYS: room, nodes (when each was heard), here (who:
-- nodes|mode), present (mode: how many), attended (run|e or s|who), attendance (run|e or s: how many), this node's people, notes
-- (what each node tells all nodes).
-- ARGV after the first three: node, 1 if afresh, when a silent node expires in ms, its note; number who came, for each who, mode; number
-- who left, each; number who attended, for each run|e or run|s, who; then the runs asked for.
-- Returns 1 if the node has to tell afresh, then mode and number of each mode, then eligible and seen of each run, then
-- the notes of all nodes.

local refusal = refuse_reader()
if refusal then return refusal end

local node, people = ARGV[4], KEYS[7]

local function leave(who)
  local record = redis.call('HGET', KEYS[3], who)
  if not record then return end
  local nodes, mode = record:match('^(%d+)|(%d)$')
  if tonumber(nodes) > 1 then
    redis.call('HSET', KEYS[3], who, int(nodes - 1) .. '|' .. mode)
  else
    redis.call('HDEL', KEYS[3], who)
    redis.call('HINCRBY', KEYS[4], mode, -1)
  end
end

local function come(who, mode)
  local new = redis.call('SADD', people, who)
  local record = redis.call('HGET', KEYS[3], who)
  if not record then
    redis.call('HSET', KEYS[3], who, '1|' .. mode)
    redis.call('HINCRBY', KEYS[4], mode, 1)
    return
  end
  local nodes, old = record:match('^(%d+)|(%d)$')
  if new == 1 or old ~= mode then redis.call('HSET', KEYS[3], who, int(nodes + new) .. '|' .. mode) end
  if old ~= mode then
    redis.call('HINCRBY', KEYS[4], old, -1)
    redis.call('HINCRBY', KEYS[4], mode, 1)
  end
end

local function forget(name)
  local key = KEYS[1] .. ':node:' .. name
  for _, who in ipairs(redis.call('SMEMBERS', key)) do leave(who) end
  redis.call('UNLINK', key)
  redis.call('HDEL', KEYS[2], name)
  redis.call('HDEL', KEYS[8], name)
end

local nodes = redis.call('HGETALL', KEYS[2])
for i = 1, #nodes, 2 do
  if now - nodes[i + 1] > tonumber(ARGV[6]) then forget(nodes[i]) end
end
if ARGV[5] == '1' then forget(node) end
local known = ARGV[5] == '1' or redis.call('HEXISTS', KEYS[2], node) == 1
if known then
  redis.call('HSET', KEYS[2], node, now)
  redis.call('HSET', KEYS[8], node, ARGV[7])
end

local at = 8
local function counted()
  local count = tonumber(ARGV[at])
  at = at + 1
  return count
end
for _ = 1, counted() do
  if known then come(ARGV[at], ARGV[at + 1]) end
  at = at + 2
end
for _ = 1, counted() do
  if known and redis.call('SREM', people, ARGV[at]) == 1 then leave(ARGV[at]) end
  at = at + 1
end
-- One command for all of a run: each one by itself would cost more than the ballot by which it is told. They are few enough for
-- Lua's stack (PEOPLE_AT_ONCE).
local attended = {}
for _ = 1, counted() do
  local of = ARGV[at]
  local those = attended[of] or {}
  attended[of] = those
  those[#those + 1] = of .. '|' .. ARGV[at + 1]
  at = at + 2
end
for of, those in pairs(attended) do
  local new = redis.call('SADD', KEYS[5], unpack(those))
  if new > 0 then redis.call('HINCRBY', KEYS[6], of, new) end
end
local runs = {}
for i = at, #ARGV do
  runs[#runs + 1] = tonumber(redis.call('HGET', KEYS[6], ARGV[i] .. '|e') or 0)
  runs[#runs + 1] = tonumber(redis.call('HGET', KEYS[6], ARGV[i] .. '|s') or 0)
end
return { known and 0 or 1, redis.call('HGETALL', KEYS[4]), runs, redis.call('HVALS', KEYS[8]) }
