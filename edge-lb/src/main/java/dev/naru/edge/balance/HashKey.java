package dev.naru.edge.balance;

import dev.naru.edge.config.BalanceConfig;
import dev.naru.edge.config.HashConfig;
import dev.naru.edge.config.KeySource;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.Cookies;
import dev.naru.edge.http.Query;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.Stretch;
import org.jspecify.annotations.Nullable;

/** Reads the key of a hash from a request: a long, 0 when the request lacks it. Immutable; allocates nothing. */
public final class HashKey {
    private final KeySource source;
    private final byte[] name;
    private final boolean likeNginx;

    private HashKey(KeySource source, String name, boolean likeNginx) {
        this.source = source;
        this.name = Ascii.bytes(name);
        this.likeNginx = likeNginx;
    }

    /**
     * Of one thing in the request.
     *
     * @param name of the header (in lower case), cookie or parameter
     */
    public static HashKey of(KeySource source, String name) {
        return new HashKey(source, name, false);
    }

    /** What an upstream's policy wants to know; null when it hashes nothing. */
    public static @Nullable HashKey of(BalanceConfig balance) {
        HashConfig hash = balance.hash();
        return switch (balance.policy()) {
            case IP_HASH -> new HashKey(KeySource.ADDRESS, "", true);
            case HASH -> hash == null ? null : of(hash.by(), hash.name());
            default -> null;
        };
    }

    /**
     * The key of a request.
     *
     * @param in the array that it was parsed from
     * @param address octets of the client's address; empty when it has none
     */
    public long read(byte[] in, RequestHead request, byte[] address) {
        return switch (source) {
            case ADDRESS -> likeNginx ? IpHash.key(address) : Hashing.of(address, 0, address.length);
            case HEADER -> {
                int field = request.fields.find(in, name);
                yield field < 0
                        ? Picker.NO_KEY
                        : Hashing.of(in, request.fields.value[field], request.fields.valueEnd[field]);
            }
            case COOKIE -> hash(in, Cookies.find(in, request.fields, name));
            case QUERY -> hash(in, Query.find(in, request, name));
            case URI -> {
                long path = Hashing.of(request.path, request.pathStart, request.pathEnd);
                yield request.queryStart == request.queryEnd
                        ? path
                        : path + Hashing.of(in, request.queryStart, request.queryEnd);
            }
        };
    }

    /** An empty value is as good as none: all clients that send it would meet on one server. */
    private static long hash(byte[] in, long stretch) {
        return stretch == Stretch.NONE || Stretch.from(stretch) == Stretch.to(stretch)
                ? Picker.NO_KEY
                : Hashing.of(in, Stretch.from(stretch), Stretch.to(stretch));
    }
}
