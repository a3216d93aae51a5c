-- One edge's look at what all share, once a second: takes or renews the lease, shows what the edge does, and learns what the leader keeps.
-- KEYS: lease, fence, state, edges, seen. ARGV: edge, lease in ms, whether it wants to lead, the version of the state it has, what it does.
-- Answers: the lease, the version, the state if it is another one, and to the leader what all edges do (name, text, name, text ...).
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

redis.call('HSET', KEYS[4], ARGV[1], ARGV[5])
redis.call('ZADD', KEYS[5], now, ARGV[1])
-- Who was silent for a whole lease is gone, and what it had in flight with it.
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', '(' .. (now - ARGV[2]))) do
  redis.call('HDEL', KEYS[4], gone)
  redis.call('ZREM', KEYS[5], gone)
end

local lease = redis.call('GET', KEYS[1])
local mine = lease and string.match(lease, ' (.+)$') == ARGV[1]
if ARGV[3] == '1' then
  if mine then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
  elseif not lease then
    -- Later than any before, also when one of the two numbers was lost.
    local kept = tonumber(redis.call('HGET', KEYS[3], 'fence') or '0')
    local fence = math.max(redis.call('INCR', KEYS[2]), kept + 1)
    redis.call('SET', KEYS[2], fence)
    lease = fence .. ' ' .. ARGV[1]
    redis.call('SET', KEYS[1], lease, 'PX', ARGV[2])
    mine = true
  end
elseif mine then
  redis.call('DEL', KEYS[1])
  lease = false
  mine = false
end

local version = redis.call('HGET', KEYS[3], 'version') or ''
local state = ''
if version ~= ARGV[4] then
  state = redis.call('HGET', KEYS[3], 'text') or ''
end
return { lease or '', version, state, mine and redis.call('HGETALL', KEYS[4]) or {} }
