-- KEYS record
local v = read(KEYS[1])
if not v then
  return {2}
end
return {0, v, left(KEYS[1], v)}
