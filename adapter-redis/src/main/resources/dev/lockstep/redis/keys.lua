-- KEYS index. Answers the members that have not expired.
return redis.call('ZRANGEBYSCORE', KEYS[1], string.format('%.0f', math.floor(clock() / 1000)), '+inf')
