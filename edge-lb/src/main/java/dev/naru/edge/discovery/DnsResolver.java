package dev.naru.edge.discovery;

import dev.naru.edge.config.DnsAddress;
import dev.naru.edge.config.DnsConfig;
import dev.naru.edge.config.Resolve;
import dev.naru.edge.config.ResolvedAddress;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks name servers with Netty's resolver: the hosts file first, then the search domains of resolv.conf, over UDP, and over TCP when an answer is too long for it. It
 * keeps no answer: {@link Watch} does. IPv6 addresses are those of names that have no IPv4 address. Runs on one event loop.
 */
final class DnsResolver implements Resolver {
    private static final int MAX_WEIGHT = 1000;

    private final DnsNameResolver netty;
    private final DnsConfig config;

    DnsResolver(EventLoop loop, DnsConfig config) {
        this.config = config;
        netty = new DnsNameResolverBuilder(loop)
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .queryTimeoutMillis(config.timeoutMs())
                .nameServerProvider(nameServers(config))
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .build();
    }

    private static DnsServerAddressStreamProvider nameServers(DnsConfig config) {
        return config.servers().isEmpty()
                ? DnsServerAddressStreamProviders.platformDefault()
                : new SequentialDnsServerAddressStreamProvider(config.servers().stream()
                        .map(server -> new InetSocketAddress(InetAddress.ofLiteral(server.host()), server.port()))
                        .toList());
    }

    @Override
    public CompletableFuture<Answer> ask(DnsAddress name) {
        return name.resolve() == Resolve.SRV
                ? services(name.name())
                : addresses(name.name())
                        .thenApply(found -> new Answer(
                                found.stream()
                                        .map(address -> new Endpoint(
                                                new ResolvedAddress(name.name(), address.host(), name.port()),
                                                1,
                                                false))
                                        .toList(),
                                shortest(found)));
    }

    private record Address(String host, long ttlMs) {}

    private static long shortest(List<Address> addresses) {
        return addresses.stream().mapToLong(Address::ttlMs).min().orElse(0);
    }

    private CompletableFuture<List<Address>> addresses(String name) {
        return query(name, DnsRecordType.A, DnsResolver::address)
                .thenCompose(four -> four.isEmpty()
                        ? query(name, DnsRecordType.AAAA, DnsResolver::address)
                        : CompletableFuture.completedFuture(four))
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.failedFuture(new UnknownHostException("there is no such name"))
                        : CompletableFuture.completedFuture(found));
    }

    private static @Nullable Address address(DnsRecord record) {
        if (!(record instanceof DnsRawRecord raw)) {
            return null;
        }
        byte[] octets = new byte[raw.content().readableBytes()];
        raw.content().getBytes(raw.content().readerIndex(), octets);
        try {
            return new Address(InetAddress.getByAddress(octets).getHostAddress(), record.timeToLive() * 1000);
        } catch (UnknownHostException e) {
            return null; // neither 4 nor 16 octets: no address
        }
    }

    private CompletableFuture<Answer> services(String name) {
        return query(name, DnsRecordType.SRV, ServiceRecord::of).thenCompose(records -> {
            if (records.isEmpty()) {
                return CompletableFuture.failedFuture(new UnknownHostException("it has no SRV record"));
            }
            List<ServiceRecord> used = records.stream()
                    .sorted(Comparator.comparing(ServiceRecord::target).thenComparing(ServiceRecord::port))
                    .limit(config.maxAddresses())
                    .toList();
            List<CompletableFuture<List<Address>>> targets = used.stream()
                    .map(record -> addresses(record.target()).exceptionallyCompose(DnsResolver::noneIfUnknown))
                    .toList();
            return CompletableFuture.allOf(targets.toArray(CompletableFuture[]::new))
                    .thenApply(all -> services(
                            used, targets.stream().map(CompletableFuture::join).toList()))
                    .thenCompose(answer -> answer.endpoints().isEmpty()
                            ? CompletableFuture.failedFuture(
                                    new UnknownHostException("no target of its SRV records has an address"))
                            : CompletableFuture.completedFuture(answer));
        });
    }

    /** A target that is gone is one server less; a name server that does not answer says nothing about it. */
    private static CompletableFuture<List<Address>> noneIfUnknown(Throwable failure) {
        return failure instanceof UnknownHostException || failure.getCause() instanceof UnknownHostException
                ? CompletableFuture.completedFuture(List.of())
                : CompletableFuture.failedFuture(failure);
    }

    private static Answer services(List<ServiceRecord> records, List<List<Address>> targets) {
        int first = records.stream().mapToInt(ServiceRecord::priority).min().orElse(0);
        int heaviest = records.stream().mapToInt(ServiceRecord::weight).max().orElse(0);
        long ttlMs = Long.MAX_VALUE;
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            ServiceRecord record = records.get(i);
            ttlMs = Math.min(ttlMs, record.ttlMs());
            int weight = heaviest <= MAX_WEIGHT ? record.weight() : record.weight() * MAX_WEIGHT / heaviest;
            for (Address address : targets.get(i)) {
                ttlMs = Math.min(ttlMs, address.ttlMs());
                endpoints.add(new Endpoint(
                        new ResolvedAddress(record.target(), address.host(), record.port()),
                        Math.max(1, weight),
                        record.priority() > first));
            }
        }
        return new Answer(endpoints, ttlMs);
    }

    /** Those records that can be read; none when there is no such name. */
    private <T> CompletableFuture<List<T>> query(
            String name, DnsRecordType type, Function<DnsRecord, @Nullable T> reader) {
        CompletableFuture<List<T>> result = new CompletableFuture<>();
        netty.resolveAll(new DefaultDnsQuestion(name, type)).addListener(future -> {
            if (!future.isSuccess()) {
                String trouble = trouble(future.cause());
                if (trouble == null) {
                    result.complete(List.of());
                } else {
                    result.completeExceptionally(new IOException(trouble));
                }
                return;
            }
            List<T> values = new ArrayList<>();
            for (Object item : (List<?>) future.getNow()) {
                DnsRecord record = (DnsRecord) item;
                T value = record.type().equals(type) ? reader.apply(record) : null;
                if (value != null) {
                    values.add(value);
                }
                if (record instanceof ByteBufHolder) {
                    ReferenceCountUtil.release(record);
                }
            }
            result.complete(values);
        });
        return result;
    }

    /** Why nobody knows; null when somebody knows that there is nothing. */
    private static @Nullable String trouble(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DnsNameResolverTimeoutException) {
                return "no name server answers in dns.timeoutMs";
            }
            if (cause instanceof DnsErrorCauseException error) {
                return error.getCode().equals(DnsResponseCode.NXDOMAIN)
                        ? null
                        : "the name server says " + error.getCode();
            }
        }
        return failure instanceof UnknownHostException ? null : failure.toString();
    }

    @Override
    public void close() {
        netty.close();
    }
}
