-- KEYS record, counter, index; ARGV term, body, ttl, member, channel or '', message
local ttl = tonumber(ARGV[3])
local now = clock()
local v = read(KEYS[1])
if v then
  if term(v) ~= ARGV[1] then
    return {0, v, left(KEYS[1], v)}
  end
  if ttl > 0 then
    redis.call('PEXPIRE', KEYS[1], ttl)
    enlist(KEYS[3], ARGV[4], now, ttl)
  end
  return {1, stamps(v)}
end
local n = issue(KEYS[2], now)
write(KEYS[1], ARGV[1], n, n, ttl, ARGV[2])
-- Each grant enters one member and removes up to four dead ones: the index cannot grow for ever (X5).
local dead = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', string.format('(%.0f', math.floor(now / 1000)), 'LIMIT', 0, 4)
if #dead > 0 then
  redis.call('ZREM', KEYS[3], unpack(dead))
end
enlist(KEYS[3], ARGV[4], now, ttl)
if ARGV[5] ~= '' then
  redis.call('PUBLISH', ARGV[5], ARGV[6])
end
return {1, n .. n}
