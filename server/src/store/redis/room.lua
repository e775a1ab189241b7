-- What every script begins with: the room as it stands, the clock, and the step's version.
-- KEYS[1] is the room; the channel of its nudges bears the same name.
-- ARGV[1] is the epoch the caller knows, ARGV[2] the highest version its node has seen under it, ARGV[3] how late its node knows it
-- to be at least. Redis does not roll back: a script judges everything before its first write.

local room = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'clock', 'dropped')

-- An integer as text; tostring() would round a large one.
local function int(number) return string.format('%.0f', number) end

local time = redis.call('TIME')
-- The machine's clock, held back from ever going backwards: the room keeps the latest moment it decided by, and where the machine's
-- was set back the nodes say how time goes on.
local now = math.max(time[1] * 1000 + math.floor(time[2] / 1000), tonumber(room[3] or 0), tonumber(ARGV[3]))

-- For a verb that names the epoch: why it cannot go on, or nil.
local function refuse_writer()
  if room[4] then return redis.error_reply('NOROOM it was dropped') end
  if room[1] ~= ARGV[1] or tonumber(room[2]) < tonumber(ARGV[2]) then return redis.error_reply('WENTBACK the store') end
end

-- For a verb that reads: the epoch is the one its node last saw, or '' if it never saw the room.
local function refuse_reader()
  if not room[1] then
    if room[4] or ARGV[1] == '' then return redis.error_reply('NOROOM there is none') end
    return redis.error_reply('WENTBACK the room is gone')
  end
  if room[1] == ARGV[1] and tonumber(room[2]) < tonumber(ARGV[2]) then return redis.error_reply('WENTBACK the store') end
end

-- The version that this step makes, if it changes anything.
local version = tonumber(room[2] or 0) + 1

-- Writes the step's version and tells all nodes.
local function raise()
  redis.call('HSET', KEYS[1], 'version', version, 'clock', now)
  redis.call('PUBLISH', KEYS[1], version)
  return version
end
