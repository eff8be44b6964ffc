-- KEYS counter; ARGV what every later token is to be greater than
local base = checked(tonumber(ARGV[1]))
if base > (tonumber(redis.call('GET', KEYS[1]) or 0)) then
  redis.call('SET', KEYS[1], string.format('%016.0f', base))
end
return {1}
