package dev.naru.edge.policy;

import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.Cookies;
import dev.naru.edge.http.Fields;
import dev.naru.edge.http.Lines;
import dev.naru.edge.http.Stretch;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signed cookie of an affinity: 43 letters of base64url (RFC 4648 §5, without padding) over
 *
 * <pre>user (8 octets) | server (8 octets, 0 for none) | the first 16 octets of HMAC-SHA256(key, label | user | server)</pre>
 *
 * The label holds the cookie's name, so a value is good under its own name only. A user is a random number and a server a keyed hash of its name: who reads a cookie
 * learns nothing of what is behind the edge. Every edge with the same key takes it. Reading costs one HMAC; one of these belongs to one loop, not thread-safe.
 */
public final class AffinityCookie {
    private static final int LETTERS = 43;
    private static final int OCTETS = 32;
    private static final int PAYLOAD = 16;
    private static final int TAG = 16;
    private static final byte[] ALPHABET =
            Ascii.bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length; i++) {
            VALUES[ALPHABET[i]] = (byte) i;
        }
    }

    private final byte[] name;
    private final byte[] label;
    private final byte[] start;
    private final byte[] plainEnd;
    private final byte[] secureEnd;
    private final Mac[] macs;

    // Scratch of one read or write.
    private final byte[] octets = new byte[OCTETS];
    private final byte[] signature = new byte[OCTETS];
    private final byte[] text = new byte[LETTERS];
    private long user;
    private long server;
    private int key;

    /**
     * @param name of the cookie
     * @param attributes such as {@code ; Path=/; HttpOnly}; {@code Secure} is added over HTTPS
     * @param keys the first one signs, all verify
     */
    public AffinityCookie(String name, String attributes, List<byte[]> keys) {
        this.name = Ascii.bytes(name);
        this.label = Ascii.bytes("naru affinity 1\n" + name + "\n");
        this.start = Ascii.bytes("Set-Cookie: " + name + "=");
        this.plainEnd = Ascii.bytes(attributes + "\r\n");
        this.secureEnd = Ascii.bytes(attributes + "; Secure\r\n");
        this.macs = keys.stream().map(AffinityCookie::mac).toArray(Mac[]::new);
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** How a server is named in cookies of the given key: a keyed hash of its name, never 0. */
    public long serverId(String name, int key) {
        byte[] hash = macs[key].doFinal(("naru affinity server\n" + name).getBytes(StandardCharsets.UTF_8));
        long id = number(hash, 0);
        return id == 0 ? 1 : id;
    }

    /** How many keys there are. */
    public int keys() {
        return macs.length;
    }

    /** Reads the request's cookie; false when it has none that this edge, or one with the same keys, has set. Only the first of its name is looked at. */
    public boolean read(byte[] in, Fields fields) {
        long found = Cookies.find(in, fields, name);
        if (found == Stretch.NONE || Stretch.to(found) - Stretch.from(found) != LETTERS) {
            return false;
        }
        if (!decode(in, Stretch.from(found))) {
            return false;
        }
        for (key = 0; key < macs.length; key++) {
            sign(key);
            int different = 0; // in constant time: how much of a forged tag is right must not show
            for (int i = 0; i < TAG; i++) {
                different |= signature[i] ^ octets[PAYLOAD + i];
            }
            if (different == 0) {
                user = number(octets, 0);
                server = number(octets, 8);
                return true;
            }
        }
        return false;
    }

    /** The user of the cookie just read. */
    public long user() {
        return user;
    }

    /** Its server, as {@link #serverId} names it; 0 for none. */
    public long server() {
        return server;
    }

    /** The key that had signed it; another than the first means that it should be set anew. */
    public int key() {
        return key;
    }

    /** Adds the header line that sets it. */
    public void write(Lines added, long user, long server, boolean https) {
        put(user, 0);
        put(server, 8);
        sign(0);
        System.arraycopy(signature, 0, octets, PAYLOAD, TAG);
        encode();
        added.add(start);
        added.add(text);
        added.add(https ? secureEnd : plainEnd);
    }

    private void sign(int with) {
        Mac mac = macs[with];
        mac.update(label);
        mac.update(octets, 0, PAYLOAD);
        try {
            mac.doFinal(signature, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("SHA-256 has 32 octets", e);
        }
    }

    private boolean decode(byte[] in, int from) {
        int bits = 0;
        int held = 0;
        int n = 0;
        for (int i = from; i < from + LETTERS; i++) {
            int value = VALUES[in[i] & 0xff];
            if (value < 0) {
                return false;
            }
            bits = (bits << 6) | value;
            held += 6;
            if (held >= 8) {
                held -= 8;
                octets[n++] = (byte) (bits >> held);
            }
        }
        return (bits & 3) == 0; // one text for each value
    }

    private void encode() {
        int bits = 0;
        int held = 0;
        int n = 0;
        for (int i = 0; i < OCTETS; i++) {
            bits = (bits << 8) | (octets[i] & 0xff);
            held += 8;
            while (held >= 6) {
                held -= 6;
                text[n++] = ALPHABET[(bits >> held) & 63];
            }
        }
        text[n] = ALPHABET[(bits << (6 - held)) & 63];
    }

    private void put(long value, int at) {
        for (int i = 0; i < 8; i++) {
            octets[at + i] = (byte) (value >>> (56 - 8 * i));
        }
    }

    private static long number(byte[] from, int at) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (from[at + i] & 0xff);
        }
        return value;
    }
}
