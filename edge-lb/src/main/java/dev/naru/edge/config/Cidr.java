package dev.naru.edge.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of addresses, {@code 10.0.0.0/8} or {@code 2001:db8::/32} (RFC 4632, RFC 4291 section 2.3). IPv4 addresses
 * mapped into IPv6 ({@code ::ffff:a.b.c.d}) count as IPv4.
 */
public final class Cidr {
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern BITS = Pattern.compile("0|[1-9][0-9]{0,2}");

    private final byte[] network;
    private final int bits;

    private Cidr(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /**
     * Reads {@code address/bits}; an address alone is a block of one.
     *
     * @throws IllegalArgumentException saying what is wrong, when the text is neither, or has bits set behind the prefix
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw Texts.expected("an address or block such as 10.0.0.0/8", text);
        }
        int all = address.length * 8;
        int bits = all;
        if (slash >= 0) {
            String suffix = text.substring(slash + 1);
            bits = BITS.matcher(suffix).matches() ? Integer.parseInt(suffix) : -1;
            if (bits < 0 || bits > all) {
                throw Texts.expected("0 to " + all + " bits after the slash", text);
            }
        }
        Cidr cidr = new Cidr(address, bits);
        byte[] masked = cidr.mask();
        if (!Arrays.equals(masked, address)) {
            throw Texts.expected(new Cidr(masked, bits) + " (no bits set behind the prefix)", text);
        }
        return cidr;
    }

    /** Whether it is a literal address of either family. */
    static boolean isAddress(String text) {
        return address(text) != null;
    }

    /**
     * Whether the block holds this address. Allocates nothing.
     *
     * @param address 4 or 16 bytes, as from {@link InetAddress#getAddress()}; any other length is in no block
     */
    public boolean contains(byte[] address) {
        int offset = address.length == 16 && network.length == 4 && isMapped(address) ? 12 : 0;
        if (address.length - offset != network.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (address[offset + i] != network[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((address[offset + whole] ^ network[whole]) & 0xff) >>> (8 - rest) == 0;
    }

    /** Whether this block holds every address of the other. */
    boolean covers(Cidr other) {
        return bits <= other.bits && contains(other.network);
    }

    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == -1 && address[11] == -1;
    }

    private static byte @Nullable [] address(String text) {
        boolean six = text.indexOf(':') >= 0 && text.indexOf('%') < 0;
        try {
            if (six || IPV4.matcher(text).matches()) {
                return six
                        ? Inet6Address.ofLiteral(text).getAddress()
                        : Inet4Address.ofLiteral(text).getAddress();
            }
        } catch (IllegalArgumentException e) {
            return null; // looked like one, is none
        }
        return null;
    }

    private byte[] mask() {
        byte[] masked = network.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(bits - i * 8L, 0, 8);
            masked[i] &= (byte) (0xff00 >>> kept);
        }
        return masked;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr that && bits == that.bits && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + bits;
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a block has 4 or 16 bytes", e);
        }
    }
}
