-- KEYS index; ARGV prefix of records, domain with a slash or '', score and member after which to go on, bytes
-- Answers 1 and where to go on, or 0, then member, record and time left of each.
local function after(a, b)
  -- Not a > b, which depends on the server's locale; the index orders by bytes.
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then
      return x > y
    end
  end
  return #a > #b
end
local out = {0, '', ''}
local bytes = 0
local seen = 0
local dead = {}
local score, member = ARGV[3], ARGV[4]
local more = true
while more do
  local part = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[3], '+inf', 'WITHSCORES', 'LIMIT', seen, 200)
  for i = 1, #part, 2 do
    if part[i + 1] ~= ARGV[3] or after(part[i], ARGV[4]) then
      if string.sub(part[i], 1, #ARGV[2]) == ARGV[2] then
        local key = ARGV[1] .. part[i]
        local v = read(key)
        if v then
          if bytes > 0 and bytes + #v > tonumber(ARGV[5]) then
            out[1] = 1
            break
          end
          bytes = bytes + #v + #part[i]
          out[#out + 1] = part[i]
          out[#out + 1] = v
          out[#out + 1] = left(key, v)
        elseif #dead < 1000 then
          dead[#dead + 1] = part[i]
        end
      end
      member, score = part[i], part[i + 1]
    end
  end
  seen = seen + 200
  more = out[1] == 0 and #part == 400
  -- One call must not keep the server from others for long.
  if more and seen >= 4000 then
    out[1] = 1
    more = false
  end
end
if #dead > 0 then
  redis.call('ZREM', KEYS[1], unpack(dead))
end
out[2], out[3] = score, member
return out
