-- KEYS record, counter; ARGV term, version, body
local v = read(KEYS[1])
if not v then
  return {2}
end
if term(v) ~= ARGV[1] or string.sub(v, 50, 65) ~= ARGV[2] then
  return {0, v, left(KEYS[1], v)}
end
left(KEYS[1], v)
local n = issue(KEYS[2], clock())
redis.call('SET', KEYS[1], string.sub(v, 1, 49) .. n .. string.sub(v, 66, 73) .. ARGV[3], 'KEEPTTL')
return {1, string.sub(v, 34, 49) .. n}
