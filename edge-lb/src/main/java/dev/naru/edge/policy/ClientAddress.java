package dev.naru.edge.policy;

import dev.naru.edge.config.Cidr;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.FieldName;
import dev.naru.edge.http.Fields;
import io.netty.util.NetUtil;
import java.util.List;

/**
 * Who a request came from, when it came through trusted proxies. Each proxy appends whom it saw to X-Forwarded-For, so the list is read from the right: listed
 * proxies are passed over, and the first address that is none of them is the client. What stands left of it the client wrote itself, and it is not looked at. Owned
 * by one event loop; IPv4 addresses allocate nothing.
 */
public final class ClientAddress {
    private final byte[] four = new byte[4];
    private final byte[] lastFour = new byte[4];

    /** The client's address, 4 octets where it is an IPv4 one; valid until the next call. An entry that is no address ends the search at the proxy that passed it on. */
    public byte[] find(byte[] in, Fields fields, byte[] peer, List<Cidr> proxies) {
        byte[] nearest = peer;
        for (int f = fields.count - 1; f >= 0; f--) {
            if (fields.id[f] != FieldName.X_FORWARDED_FOR) {
                continue;
            }
            int end = fields.valueEnd[f];
            while (end > fields.value[f]) {
                int comma = end - 1;
                while (comma >= fields.value[f] && in[comma] != ',') {
                    comma--;
                }
                byte[] hop = parse(in, comma + 1, end);
                if (hop.length == 0 || !listed(hop, proxies)) {
                    return hop.length == 0 ? nearest : hop;
                }
                nearest = hop;
                if (hop == four) { // which the next entry overwrites
                    System.arraycopy(four, 0, lastFour, 0, four.length);
                    nearest = lastFour;
                }
                end = comma;
            }
        }
        return nearest;
    }

    private static boolean listed(byte[] address, List<Cidr> proxies) {
        for (int i = 0; i < proxies.size(); i++) {
            if (proxies.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static final byte[] NONE = {};
    private static final int MAX_TEXT = 64;

    /** {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1} or {@code [2001:db8::1]:80}; empty for anything else. */
    private byte[] parse(byte[] in, int start, int stop) {
        int from = start;
        int to = stop;
        while (from < to && (in[from] == ' ' || in[from] == '\t')) {
            from++;
        }
        while (to > from && (in[to - 1] == ' ' || in[to - 1] == '\t')) {
            to--;
        }
        if (from == to || to - from > MAX_TEXT) {
            return NONE;
        }
        if (ipv4(in, from, to)) {
            return four;
        }
        return ipv6(Ascii.string(in, from, to));
    }

    private boolean ipv4(byte[] in, int from, int to) {
        int i = from;
        for (int part = 0; part < 4; part++) {
            int first = i;
            int value = 0;
            while (i < to && in[i] >= '0' && in[i] <= '9' && i - first < 3) {
                value = value * 10 + in[i++] - '0';
            }
            // Leading zeros are octal to some readers, and two readings of one address are one too many.
            if (i == first || value > 255 || (in[first] == '0' && i - first > 1)) {
                return false;
            }
            four[part] = (byte) value;
            if (part < 3 && (i == to || in[i++] != '.')) {
                return false;
            }
        }
        return i == to || (in[i] == ':' && isPort(in, i + 1, to));
    }

    private static boolean isPort(byte[] in, int from, int to) {
        for (int i = from; i < to; i++) {
            if (in[i] < '0' || in[i] > '9') {
                return false;
            }
        }
        return to > from && to - from <= 5;
    }

    private static byte[] ipv6(String entry) {
        String text = entry;
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            byte[] rest = Ascii.bytes(text.substring(close + 1));
            if (close < 0 || (rest.length > 0 && (rest[0] != ':' || !isPort(rest, 1, rest.length)))) {
                return NONE;
            }
            text = text.substring(1, close);
        }
        if (text.indexOf(':') < 0 || text.indexOf('%') >= 0 || !NetUtil.isValidIpV6Address(text)) {
            return NONE;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
        return address == null ? NONE : unmapped(address);
    }

    /** IPv4 addresses mapped into IPv6 count as IPv4 (RFC 4291 section 2.5.5.2). */
    private static byte[] unmapped(byte[] address) {
        for (int i = 0; i < 12; i++) {
            if (address.length != 16 || address[i] != (i < 10 ? 0 : -1)) {
                return address;
            }
        }
        return java.util.Arrays.copyOfRange(address, 12, 16);
    }
}
