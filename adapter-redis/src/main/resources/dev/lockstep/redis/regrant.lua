-- KEYS record, counter, index; ARGV term, body, ttl, member, channel or '', message, from, version
local ttl = tonumber(ARGV[3])
local now = clock()
local v = read(KEYS[1])
if not v then
  return {2}
end
if term(v) == ARGV[1] then
  if ttl > 0 then
    redis.call('PEXPIRE', KEYS[1], ttl)
    enlist(KEYS[3], ARGV[4], now, ttl)
  end
  return {1, stamps(v)}
end
if term(v) ~= ARGV[7] or string.sub(v, 50, 65) ~= ARGV[8] then
  return {0, v, left(KEYS[1], v)}
end
local n = issue(KEYS[2], now)
write(KEYS[1], ARGV[1], n, n, ttl, ARGV[2])
enlist(KEYS[3], ARGV[4], now, ttl)
if ARGV[5] ~= '' then
  redis.call('PUBLISH', ARGV[5], ARGV[6])
end
return {1, n .. n}
