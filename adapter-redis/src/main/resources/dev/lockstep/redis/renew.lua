-- KEYS index, record...; ARGV ttl, then term and member of each record. Answers the positions of those that are gone.
local ttl = tonumber(ARGV[1])
local score = string.format('%.0f', math.floor(clock() / 1000) + ttl)
local alive = {}
local gone = {}
for i = 2, #KEYS do
  local head = redis.call('GETRANGE', KEYS[i], 0, 32)
  if head == '1' .. ARGV[2 * i - 2] then
    redis.call('PEXPIRE', KEYS[i], ttl)
    alive[#alive + 1] = score
    alive[#alive + 1] = ARGV[2 * i - 1]
  else
    gone[#gone + 1] = i - 2
  end
end
if #alive > 0 then
  redis.call('ZADD', KEYS[1], 'GT', unpack(alive))
end
return gone
