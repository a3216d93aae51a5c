package dev.naru.edge.http;

/**
 * The header fields that the edge looks at, as small ints. A name is found by the hash that the parser computes while it checks the octets, so the
 * common unknown field costs one table read.
 */
public final class FieldName {
    public static final byte OTHER = 0;
    public static final byte HOST = 1;
    public static final byte CONNECTION = 2;
    public static final byte CONTENT_LENGTH = 3;
    public static final byte TRANSFER_ENCODING = 4;
    public static final byte EXPECT = 5;
    public static final byte UPGRADE = 6;
    public static final byte TE = 7;
    public static final byte TRAILER = 8;
    public static final byte KEEP_ALIVE = 9;
    public static final byte PROXY_CONNECTION = 10;
    /** {@code Proxy}: dropped, since CGI-like back ends read it as HTTP_PROXY ("httpoxy", CVE-2016-5385). */
    public static final byte PROXY = 11;

    public static final byte HTTP2_SETTINGS = 12;
    public static final byte FORWARDED = 13;
    public static final byte X_FORWARDED_FOR = 14;
    public static final byte X_FORWARDED_PROTO = 15;
    public static final byte X_FORWARDED_HOST = 16;
    public static final byte X_FORWARDED_PORT = 17;
    public static final byte X_REAL_IP = 18;
    public static final byte X_REQUEST_ID = 19;
    public static final byte TRACEPARENT = 20;
    public static final byte X_NARU_REPLICA = 21;
    public static final byte COOKIE = 22;
    public static final byte USER_AGENT = 23;
    public static final byte REFERER = 24;
    public static final byte AUTHORIZATION = 25;
    public static final byte SERVER = 26;
    public static final byte DATE = 27;
    public static final byte LOCATION = 28;
    public static final byte SET_COOKIE = 29;
    public static final byte X_FORWARDED_PREFIX = 30;
    public static final byte X_FORWARDED_SERVER = 31;
    public static final byte X_FORWARDED_SSL = 32;
    public static final byte IDEMPOTENCY_KEY = 33;
    public static final byte ACCEPT = 34;

    public static final byte STRICT_TRANSPORT_SECURITY = 35;
    public static final byte SEC_WEBSOCKET_KEY = 36;
    public static final byte SEC_WEBSOCKET_VERSION = 37;

    private static final String[] NAMES = {
        "",
        "host",
        "connection",
        "content-length",
        "transfer-encoding",
        "expect",
        "upgrade",
        "te",
        "trailer",
        "keep-alive",
        "proxy-connection",
        "proxy",
        "http2-settings",
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-proto",
        "x-forwarded-host",
        "x-forwarded-port",
        "x-real-ip",
        "x-request-id",
        "traceparent",
        "x-naru-replica",
        "cookie",
        "user-agent",
        "referer",
        "authorization",
        "server",
        "date",
        "location",
        "set-cookie",
        "x-forwarded-prefix",
        "x-forwarded-server",
        "x-forwarded-ssl",
        "idempotency-key",
        "accept",
        "strict-transport-security",
        "sec-websocket-key",
        "sec-websocket-version",
    };

    private static final int SLOTS = 256;
    private static final byte[][] LOWER = new byte[NAMES.length][];
    private static final byte[] TABLE = new byte[SLOTS];

    static {
        for (byte id = 1; id < NAMES.length; id++) {
            LOWER[id] = Ascii.bytes(NAMES[id]);
            int hash = 0;
            for (byte c : LOWER[id]) {
                hash = hash(hash, c);
            }
            int slot = slot(hash);
            while (TABLE[slot] != 0) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            TABLE[slot] = id;
        }
    }

    private FieldName() {}

    /** One step of the hash over lower-case octets in which {@code _} counts as {@code -}. */
    static int hash(int hash, byte lower) {
        return hash * 31 + (lower == '_' ? '-' : lower);
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
    }

    /** The id of the name in {@code b[from, to)} whose hash is given, reading {@code _} as {@code -}; {@link #OTHER} when it is none of them. */
    static byte find(byte[] b, int from, int to, int hash) {
        for (int slot = slot(hash); TABLE[slot] != 0; slot = (slot + 1) & (SLOTS - 1)) {
            if (matches(b, from, to, LOWER[TABLE[slot]])) {
                return TABLE[slot];
            }
        }
        return OTHER;
    }

    /** As {@link #find(byte[], int, int, int)}, for a name whose hash is not known yet. */
    static byte find(byte[] b, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash(hash, Ascii.lower(b[i]));
        }
        return find(b, from, to, hash);
    }

    private static boolean matches(byte[] b, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            byte c = Ascii.lower(b[from + i]);
            if (c != lower[i] && !(c == '_' && lower[i] == '-')) {
                return false;
            }
        }
        return true;
    }
}
