package dev.naru.shop.session;

import org.jspecify.annotations.Nullable;

/**
 * One browser's session as read at the start of the request.
 *
 * @param key the Redis key, made of the hash of the cookie: who reads Redis cannot forge a cookie from it
 */
public record Session(String key, @Nullable Member member) {}
