-- KEYS history; ARGV a new identifier, base or 0
-- The key holds the identifier, and the base behind a space once one was announced.
local stored = redis.call('GET', KEYS[1])
local id, base = string.match(stored or ARGV[1], '^([%x-]+) ?(%d*)$')
if not id then
  error('LOCKSTEPFORMAT ' .. string.sub(stored, 1, 1))
end
base = tonumber(base) or 0
if not stored or tonumber(ARGV[2]) > base then
  base = math.max(base, tonumber(ARGV[2]))
  redis.call('SET', KEYS[1], base > 0 and string.format('%s %.0f', id, base) or id)
end
return {id, string.format('%.0f', base)}
