-- An edge ends. KEYS: lease, edges, seen. ARGV: the edge.
local lease = redis.call('GET', KEYS[1])
if lease and string.match(lease, ' (.+)$') == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
return 1
