-- Prepended to every script.
-- A record is a string: format '1', term (32 hexadecimal digits), token (16 digits), version (16), time to live in ms (8), body.

local function clock()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000000 + tonumber(t[2])
end

-- Another format is an error, never "free" (K3).
local function read(key)
  local v = redis.call('GET', key)
  if v and string.sub(v, 1, 1) ~= '1' then
    error('LOCKSTEPFORMAT ' .. string.sub(v, 1, 1))
  end
  return v
end

local function term(v)
  return string.sub(v, 2, 33)
end

local function stamps(v)
  return string.sub(v, 34, 65)
end

-- What Lua can count exactly.
local function checked(n)
  if n >= 9007199254740991 then
    error('LOCKSTEPTOKENS')
  end
  return n
end

-- A number greater than every one before, also when an older replica was promoted or the data was lost (F1, F4).
local function issue(counter, now)
  local n = checked(math.max((tonumber(redis.call('GET', counter) or 0)) + 1, now))
  local s = string.format('%016.0f', n)
  redis.call('SET', counter, s)
  return s
end

-- Scores only rise while a key stands, so that a listing by score misses none. No expiry is a score in the far future, not
-- infinity: the order stays one by time.
local function enlist(index, member, now, ttl)
  local score = math.floor(now / 1000) + (ttl > 0 and ttl or 100000000000000)
  redis.call('ZADD', index, 'GT', string.format('%.0f', score), member)
end

local function write(key, t, token, version, ttl, body)
  local v = '1' .. t .. token .. version .. string.format('%08d', ttl) .. body
  if ttl > 0 then
    redis.call('SET', key, v, 'PX', ttl)
  else
    redis.call('SET', key, v)
  end
end

-- How long a record stands. Who took the expiry away (PERSIST) did not make it immortal.
local function left(key, v)
  local ms = redis.call('PTTL', key)
  local ttl = tonumber(string.sub(v, 66, 73))
  if ms == -1 and ttl > 0 then
    redis.call('PEXPIRE', key, ttl)
    return ttl
  end
  return ms
end
