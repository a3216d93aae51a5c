package dev.naru.edge.proxy;

import dev.naru.edge.config.ProxyProtocolConfig;
import dev.naru.edge.http.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The header that goes first on a connection to a server and tells the client's address. Source: the PROXY protocol, sections 2.1 and 2.2. Netty's own encoder has no
 * version 1 without addresses, and is one more handler in the pipeline.
 */
final class ProxyHeader {
    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;

    private ProxyHeader() {}

    /** @param endpoints null when there is no client with an address: the server is told so */
    static ByteBuf compose(ByteBufAllocator alloc, ProxyProtocolConfig version, @Nullable Endpoints endpoints) {
        // A header has room for addresses of one family.
        Endpoints told =
                endpoints != null && ipv4(endpoints.source()) == ipv4(endpoints.destination()) ? endpoints : null;
        return version == ProxyProtocolConfig.V1 ? text(alloc, told) : binary(alloc, told);
    }

    private static boolean ipv4(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address;
    }

    private static ByteBuf text(ByteBufAllocator alloc, @Nullable Endpoints told) {
        String line = told == null
                ? "PROXY UNKNOWN\r\n"
                : "PROXY " + (ipv4(told.source()) ? "TCP4 " : "TCP6 ") + host(told.source()) + " "
                        + host(told.destination()) + " " + told.source().getPort() + " "
                        + told.destination().getPort() + "\r\n";
        return alloc.buffer(line.length()).writeBytes(Ascii.bytes(line));
    }

    private static String host(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private static ByteBuf binary(ByteBufAllocator alloc, @Nullable Endpoints told) {
        ByteBuf header = alloc.buffer(64).writeBytes(SIGNATURE);
        if (told == null) {
            return header.writeByte(LOCAL).writeByte(0).writeShort(0);
        }
        byte[] source = told.source().getAddress().getAddress();
        byte[] destination = told.destination().getAddress().getAddress();
        return header.writeByte(PROXY)
                .writeByte(ipv4(told.source()) ? TCP4 : TCP6)
                .writeShort(source.length + destination.length + 4)
                .writeBytes(source)
                .writeBytes(destination)
                .writeShort(told.source().getPort())
                .writeShort(told.destination().getPort());
    }
}
