-- Moves a state that cannot be read out of the way. KEYS: lease, state, where to. ARGV: the lease. Answers 1, or 0 when the one who asks does not lead.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
if redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('RENAME', KEYS[2], KEYS[3])
end
return 1
