package dev.naru.edge.discovery;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server of the test's own, on the loopback, over UDP and TCP. */
public final class NameServer implements AutoCloseable {
    /** What fits into a datagram that every client takes. */
    private static final int MAX_IN_DATAGRAM = 20;

    private static final int MAX_ATTEMPTS = 20;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel udp;
    private final Map<String, Zone> zones = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile DnsResponseCode refusal = DnsResponseCode.NOERROR;
    private volatile boolean silent;

    private record Zone(long ttlSeconds, List<byte[]> records) {}

    public NameServer() {
        udp = open(0);
    }

    /** Both on one port; one that is free for TCP may be taken for UDP. */
    private Channel open(int attempt) {
        Channel tcp = tcp();
        try {
            return udp(((InetSocketAddress) tcp.localAddress()).getPort());
        } catch (Exception e) {
            tcp.close();
            if (attempt == MAX_ATTEMPTS) {
                throw e;
            }
            return open(attempt + 1);
        }
    }

    private Channel udp(int port) {
        return new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder())
                                .addLast(new SimpleChannelInboundHandler<DatagramDnsQuery>() {
                                    @Override
                                    protected void channelRead0(ChannelHandlerContext ctx, DatagramDnsQuery query) {
                                        answer(
                                                ctx,
                                                query,
                                                new DatagramDnsResponse(query.recipient(), query.sender(), query.id()),
                                                MAX_IN_DATAGRAM);
                                    }
                                });
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), port)
                .syncUninterruptibly()
                .channel();
    }

    private Channel tcp() {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new TcpDnsQueryDecoder(), new TcpDnsResponseEncoder())
                                .addLast(new SimpleChannelInboundHandler<DnsQuery>() {
                                    @Override
                                    protected void channelRead0(ChannelHandlerContext ctx, DnsQuery query) {
                                        answer(ctx, query, new DefaultDnsResponse(query.id()), Integer.MAX_VALUE);
                                    }
                                });
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    public int port() {
        return ((InetSocketAddress) udp.localAddress()).getPort();
    }

    /** A name's A or AAAA records, in this order; none for a name without records. */
    public NameServer addresses(String name, long ttlSeconds, String... addresses) {
        zones.keySet().removeIf(key -> key.startsWith(name + ". "));
        for (String address : addresses) {
            byte[] octets = InetAddress.ofLiteral(address).getAddress();
            DnsRecordType type = octets.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA;
            add(name, type, ttlSeconds, octets);
        }
        return this;
    }

    /** One more SRV record. */
    NameServer service(String name, long ttlSeconds, int priority, int weight, int port, String target) {
        ByteBuf data = Unpooled.buffer().writeShort(priority).writeShort(weight).writeShort(port);
        for (String label : target.split("\\.")) {
            data.writeByte(label.length()).writeBytes(label.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        data.writeByte(0);
        byte[] octets = new byte[data.readableBytes()];
        data.readBytes(octets);
        add(name, DnsRecordType.SRV, ttlSeconds, octets);
        return this;
    }

    private void add(String name, DnsRecordType type, long ttlSeconds, byte[] data) {
        zones.merge(name + ". " + type.name(), new Zone(ttlSeconds, List.of(data)), (before, one) -> {
            List<byte[]> all = new java.util.ArrayList<>(before.records());
            all.addAll(one.records());
            return new Zone(ttlSeconds, all);
        });
    }

    /** Answers everything with this code; NOERROR to answer as it knows. */
    public void refuse(DnsResponseCode code) {
        refusal = code;
    }

    /** Answers nothing at all. */
    public void silent(boolean on) {
        silent = on;
    }

    /** How often it was asked, for anything. */
    public int questions() {
        return questions.get();
    }

    private void answer(ChannelHandlerContext ctx, DnsQuery query, DnsResponse response, int max) {
        questions.incrementAndGet();
        if (silent) {
            return;
        }
        DnsQuestion question = query.recordAt(DnsSection.QUESTION);
        response.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
        Zone zone = zones.get(question.name() + " " + question.type().name());
        boolean known = zones.keySet().stream().anyMatch(key -> key.startsWith(question.name() + " "));
        if (!refusal.equals(DnsResponseCode.NOERROR)) {
            response.setCode(refusal);
        } else if (zone != null) {
            response.setTruncated(zone.records().size() > max);
            zone.records().stream()
                    .limit(max)
                    .forEach(data -> response.addRecord(
                            DnsSection.ANSWER,
                            new DefaultDnsRawRecord(
                                    question.name(),
                                    question.type(),
                                    zone.ttlSeconds(),
                                    Unpooled.wrappedBuffer(data))));
        } else if (!known) {
            response.setCode(DnsResponseCode.NXDOMAIN);
        }
        ctx.writeAndFlush(response);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }
}
