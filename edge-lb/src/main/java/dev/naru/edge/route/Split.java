package dev.naru.edge.route;

import dev.naru.edge.config.SplitConfig;
import java.nio.charset.StandardCharsets;

/**
 * Puts each user into one of 10,000 buckets, for ever the same: FNV-1a over the name of the split and what identifies the
 * user, then the finaliser of MurmurHash3, because FNV's own low bits are uneven on short keys.
 */
final class Split {
    private final SplitConfig config;
    private final byte[] key;
    private final long seed;

    Split(SplitConfig config) {
        this.config = config;
        this.key = config.key().getBytes(StandardCharsets.US_ASCII);
        byte[] name = config.name().getBytes(StandardCharsets.US_ASCII);
        this.seed = hash(0xcbf29ce484222325L, name, 0, name.length) ^ 0xff;
    }

    String name() {
        return config.name();
    }

    /** 0 to 9,999. Allocates nothing. */
    int bucket(Asked asked) {
        long place = place(asked);
        long hash = place == Lookup.NONE
                ? hash(seed, asked.client, 0, asked.client.length)
                : hash(seed, asked.in, Lookup.start(place), Lookup.end(place));
        return (int) Long.remainderUnsigned(mix(hash), SplitConfig.BUCKETS);
    }

    /** The share that a bucket belongs to. */
    String share(int bucket) {
        int end = 0;
        for (SplitConfig.Share share : config.shares()) {
            end += share.buckets();
            if (bucket < end) {
                return share.name();
            }
        }
        return "";
    }

    /** What told the user: {@code cookie LBUSER}, {@code header x-user} or {@code address}. */
    String toldBy(Asked asked) {
        return switch (config.by()) {
            case ADDRESS -> "address";
            case COOKIE ->
                place(asked) == Lookup.NONE ? "address, without cookie " + config.key() : "cookie " + config.key();
            case HEADER ->
                place(asked) == Lookup.NONE ? "address, without header " + config.key() : "header " + config.key();
        };
    }

    private long place(Asked asked) {
        return switch (config.by()) {
            case ADDRESS -> Lookup.NONE;
            case COOKIE -> Lookup.cookie(asked, key, 0);
            case HEADER -> Lookup.header(asked, key, 0);
        };
    }

    private static long hash(long seed, byte[] b, int from, int to) {
        long hash = seed;
        for (int i = from; i < to; i++) {
            hash = (hash ^ (b[i] & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    private static long mix(long hash) {
        long h = hash;
        h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
        h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
        return h ^ h >>> 33;
    }
}
