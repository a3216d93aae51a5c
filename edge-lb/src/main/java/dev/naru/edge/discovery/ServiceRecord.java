package dev.naru.edge.discovery;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import org.jspecify.annotations.Nullable;

/**
 * An SRV record (RFC 2782).
 *
 * @param priority 0..65535; the lowest goes first
 * @param weight 0..65535
 * @param port 1..65535
 */
record ServiceRecord(int priority, int weight, int port, String target, long ttlMs) {
    private static final int FIXED_OCTETS = 6;

    /** Null when it cannot be read, or says that the service is not offered (a target of "."). */
    static @Nullable ServiceRecord of(DnsRecord record) {
        if (!(record instanceof DnsRawRecord raw) || raw.content().readableBytes() <= FIXED_OCTETS) {
            return null;
        }
        ByteBuf data = raw.content().duplicate();
        int priority = data.readUnsignedShort();
        int weight = data.readUnsignedShort();
        int port = data.readUnsignedShort();
        try {
            String target = DefaultDnsRecordDecoder.decodeName(data);
            return port == 0 || target.equals(".")
                    ? null
                    : new ServiceRecord(priority, weight, port, target, record.timeToLive() * 1000);
        } catch (CorruptedFrameException e) {
            return null;
        }
    }
}
