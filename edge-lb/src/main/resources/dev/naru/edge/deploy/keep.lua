-- Keeps the state, if the one who asks still leads: its lease is the one that holds, and nobody with a later number has written.
-- KEYS: lease, state. ARGV: the lease, its number, the version, the state. Answers 1, or 0 when it was refused.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
if tonumber(redis.call('HGET', KEYS[2], 'fence') or '0') > tonumber(ARGV[2]) then
  return 0
end
redis.call('HSET', KEYS[2], 'fence', ARGV[2], 'version', ARGV[3], 'text', ARGV[4])
return 1
