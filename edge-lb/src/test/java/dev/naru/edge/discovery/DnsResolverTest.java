package dev.naru.edge.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.config.DnsAddress;
import dev.naru.edge.config.DnsConfig;
import dev.naru.edge.config.Resolve;
import dev.naru.edge.config.TcpAddress;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a name server on the loopback. */
class DnsResolverTest {
    private static final DnsAddress APP = new DnsAddress("app.test.", 8080, Resolve.ALL);
    private static final DnsAddress SERVICE = new DnsAddress("_http._tcp.app.test.", 0, Resolve.SRV);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final NameServer names = new NameServer();
    private DnsResolver resolver;

    @BeforeEach
    void start() {
        resolver = new DnsResolver(group.next(), config(1000, names.port()));
    }

    private static DnsConfig config(long timeoutMs, int... ports) {
        return new DnsConfig(
                IntStream.of(ports)
                        .mapToObj(port -> new TcpAddress("127.0.0.1", port))
                        .toList(),
                1000,
                5000,
                timeoutMs,
                1000);
    }

    @AfterEach
    void stop() {
        resolver.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        names.close();
    }

    private Answer ask(DnsAddress name) throws Exception {
        return resolver.ask(name).get(10, TimeUnit.SECONDS);
    }

    private List<String> addresses(DnsAddress name) throws Exception {
        return ask(name).endpoints().stream()
                .map(endpoint -> endpoint.address().toString())
                .toList();
    }

    private String failure(DnsAddress name) {
        return assertThrows(ExecutionException.class, () -> ask(name))
                .getCause()
                .getMessage();
    }

    @Test
    void allAddressesWithTheShortestTtl() throws Exception {
        names.addresses("app.test", 30, "127.0.0.3", "127.0.0.2");
        assertEquals(List.of("127.0.0.2:8080", "127.0.0.3:8080"), addresses(APP));
        assertEquals(30_000, ask(APP).ttlMs());
    }

    @Test
    void theOrderOfAnswersMeansNothing() throws Exception {
        Answer one = ask(names, "127.0.0.3", "127.0.0.2", "127.0.0.3");
        assertEquals(one, ask(names, "127.0.0.2", "127.0.0.3"));
    }

    private Answer ask(NameServer server, String... addresses) throws Exception {
        server.addresses("app.test", 5, addresses);
        return ask(APP);
    }

    @Test
    void ipv6OnlyWhereThereIsNoIpv4() throws Exception {
        names.addresses("app.test", 5, "::1", "127.0.0.1");
        assertEquals(List.of("127.0.0.1:8080"), addresses(APP));
        names.addresses("app.test", 5, "::1");
        assertEquals(List.of("[0:0:0:0:0:0:0:1]:8080"), addresses(APP));
    }

    @Test
    void hundredsOfAddressesComeOverTcp() throws Exception {
        String[] many = IntStream.range(0, 300)
                .mapToObj(i -> "10.0." + i / 250 + "." + i % 250)
                .toArray(String[]::new);
        names.addresses("app.test", 5, many);
        assertEquals(300, addresses(APP).size());
    }

    @Test
    void aTtlOfZeroIsNoError() throws Exception {
        names.addresses("app.test", 0, "127.0.0.1");
        assertEquals(0, ask(APP).ttlMs());
    }

    @Test
    void aNameThatIsNotThere() {
        assertEquals("there is no such name", failure(APP));
    }

    @Test
    void aNameServerThatCannotTell() {
        names.refuse(DnsResponseCode.SERVFAIL);
        assertTrue(failure(APP).contains("SERVFAIL") || failure(APP).contains("ServFail"), failure(APP));
    }

    @Test
    void aNameServerThatIsSilent() {
        names.silent(true);
        assertEquals("no name server answers in dns.timeoutMs", failure(APP));
    }

    @Test
    void theNextNameServerIsAskedWhenTheFirstIsSilent() throws Exception {
        names.silent(true);
        try (NameServer second = new NameServer().addresses("app.test", 5, "127.0.0.9");
                DnsResolver both = new DnsResolver(group.next(), config(1000, names.port(), second.port()))) {
            assertEquals(
                    "127.0.0.9:8080",
                    both.ask(APP)
                            .get(10, TimeUnit.SECONDS)
                            .endpoints()
                            .getFirst()
                            .address()
                            .toString());
        }
    }

    @Test
    void servicesTellPortWeightAndPrecedence() throws Exception {
        names.service("_http._tcp.app.test", 60, 10, 0, 8101, "a.test")
                .service("_http._tcp.app.test", 60, 10, 30_000, 8102, "b.test")
                .service("_http._tcp.app.test", 60, 20, 60_000, 8103, "c.test")
                .service("_http._tcp.app.test", 60, 10, 5, 8104, "gone.test")
                .addresses("a.test", 9, "127.0.0.1")
                .addresses("b.test", 7, "127.0.0.1", "127.0.0.2")
                .addresses("c.test", 8, "127.0.0.1");
        assertEquals(
                List.of("127.0.0.1:8101*1", "127.0.0.1:8102*500", "127.0.0.2:8102*500", "127.0.0.1:8103*1000 backup"),
                ask(SERVICE).endpoints().stream()
                        .map(e -> e.address() + "*" + e.weight() + (e.backup() ? " backup" : ""))
                        .toList());
        assertEquals(7_000, ask(SERVICE).ttlMs());
        assertEquals("a.test.", ask(SERVICE).endpoints().getFirst().address().name());
    }

    @Test
    void aServiceWithoutRecords() {
        assertEquals("it has no SRV record", failure(SERVICE));
    }
}
