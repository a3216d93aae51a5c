package dev.naru.edge.config;

import java.util.List;

/**
 * A division of users into shares, as nginx's {@code split_clients}: each user falls into one of 10,000 buckets by a hash
 * of what identifies it, and stays there.
 *
 * @param name salts the hash, so that two splits are independent of each other
 * @param by what identifies a user
 * @param key of the cookie or header, a header's in lower case; empty by address
 * @param shares in the order of the buckets; their buckets sum to 10,000
 */
public record SplitConfig(String name, By by, String key, List<Share> shares) {
    /** All buckets. */
    public static final int BUCKETS = 10_000;

    /** What identifies a user. One without the cookie or header is told by its address. */
    public enum By {
        ADDRESS,
        COOKIE,
        HEADER
    }

    /** Some of the buckets. */
    public record Share(String name, int buckets) {}

    public SplitConfig {
        shares = List.copyOf(shares);
    }
}
