-- KEYS record, index; ARGV term, member, channel, message
local v = read(KEYS[1])
if not v then
  return {2}
end
if term(v) ~= ARGV[1] then
  return {0, v, left(KEYS[1], v)}
end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return {1}
