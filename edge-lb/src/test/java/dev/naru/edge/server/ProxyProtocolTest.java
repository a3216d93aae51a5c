package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The PROXY protocol, in from listed peers and out to servers. */
class ProxyProtocolTest {
    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final String V1 = "PROXY TCP4 6.6.6.6 7.7.7.7 1234 443\r\n";
    private static final byte[] V4_ADDRESSES = {6, 6, 6, 6, 7, 7, 7, 7, 0x04, (byte) 0xd2, 0x01, (byte) 0xbb};

    private RecordingBackEnd backEnd;

    @BeforeEach
    void start() throws Exception {
        backEnd = new RecordingBackEnd();
    }

    @AfterEach
    void stop() throws Exception {
        backEnd.close();
        assertEquals(List.of(), backEnd.violations());
    }

    private EdgeUnderTest behindProxies(String trusted) throws Exception {
        return EdgeUnderTest.edge()
                .to(backEnd)
                .listeners("listeners: [ { name: http, address: \"127.0.0.1:0\", proxyProtocol: true } ]")
                .limits("headTimeoutMs: 500")
                .more("trustedProxies: [ " + trusted + " ]")
                .start();
    }

    /** A version 2 header: the command, the family, then addresses and further fields. */
    private static byte[] v2(int command, int family, byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        all.writeBytes(SIGNATURE);
        all.writeBytes(new byte[] {(byte) command, (byte) family, (byte) (length >> 8), (byte) length});
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] tlv(int type, int size) {
        byte[] field = new byte[3 + size];
        field[0] = (byte) type;
        field[1] = (byte) (size >> 8);
        field[2] = (byte) size;
        return field;
    }

    private void tells(EdgeUnderTest edge, String client, byte[] header) throws Exception {
        try (RawClient proxy = edge.connect()) {
            // One octet at a time would be a thousand tests of the kernel; two pieces are enough for the decoder.
            proxy.send(Arrays.copyOf(header, 7)).send(Arrays.copyOfRange(header, 7, header.length));
            for (int i = 0; i < 2; i++) {
                assertEquals("ok", proxy.get("/").answer().text());
                assertEquals(client, backEnd.take().only("X-Real-IP"));
            }
        }
    }

    @Test
    void theHeaderTellsTheClient() throws Exception {
        byte[] v6 = new byte[36];
        v6[0] = 0x20;
        v6[15] = 1;
        v6[31] = 1;
        try (EdgeUnderTest edge = behindProxies("127.0.0.0/8")) {
            tells(edge, "6.6.6.6", octets(V1));
            tells(edge, "2001:db8:0:0:0:0:0:1", octets("PROXY TCP6 2001:db8::1 ::1 1 65535\r\n"));
            tells(edge, "6.6.6.6", v2(0x21, 0x11, V4_ADDRESSES));
            tells(edge, "2000:0:0:0:0:0:0:1", v2(0x21, 0x21, v6));
            // With further fields: ALPN, a CRC that nobody checks, padding; and a type that nobody knows.
            tells(edge, "6.6.6.6", v2(0x21, 0x11, V4_ADDRESSES, tlv(1, 2), tlv(3, 4), tlv(4, 300), tlv(0xee, 9)));
        }
    }

    @Test
    void aHeaderWithoutAClientLeavesTheProxyAsOne() throws Exception {
        try (EdgeUnderTest edge = behindProxies("127.0.0.0/8")) {
            tells(edge, "127.0.0.1", octets("PROXY UNKNOWN\r\n"));
            tells(edge, "127.0.0.1", octets("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"));
            tells(edge, "127.0.0.1", v2(0x20, 0x00));
            tells(edge, "127.0.0.1", v2(0x20, 0x11, V4_ADDRESSES));
            tells(edge, "127.0.0.1", v2(0x21, 0x00));
        }
    }

    private static void closedUnanswered(EdgeUnderTest edge, byte[] octets, boolean finish) throws Exception {
        try (RawClient client = edge.connect()) {
            client.sendMaybe(octets);
            if (finish) {
                client.socket().shutdownOutput();
            }
            assertTrue(client.ends(), () -> new String(octets, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void peersThatAreNotListedAreRefused() throws Exception {
        try (EdgeUnderTest edge = behindProxies("10.0.0.0/8")) {
            closedUnanswered(edge, octets(V1 + "GET /own HTTP/1.1\r\nHost: a.test\r\n\r\n"), false);
            assertEquals(0, edge.stats().getFirst().clientsAccepted());
        }
    }

    @Test
    void headersThatAreNoneEndTheConnection() throws Exception {
        String request = "GET /own HTTP/1.1\r\nHost: a.test\r\n\r\n";
        try (EdgeUnderTest edge = behindProxies("127.0.0.0/8")) {
            for (String broken : List.of(
                    "",
                    "PROXY TCP4 6.6.6.6 7.7.7.7 1234\r\n",
                    "PROXY TCP4 6.6.6.6 7.7.7.7 1234 443 5\r\n",
                    "PROXY TCP4 6.6.6.6 7.7.7.7 1234 65536\r\n",
                    "PROXY TCP4 6.6.6.6 7.7.7.7 -1 443\r\n",
                    "PROXY TCP4 6.6.6 7.7.7.7 1234 443\r\n",
                    "PROXY TCP4 2001:db8::1 ::1 1234 443\r\n",
                    "PROXY TCP6 6.6.6.6 7.7.7.7 1234 443\r\n",
                    "PROXY TCP5 6.6.6.6 7.7.7.7 1234 443\r\n",
                    "PROXY  TCP4 6.6.6.6 7.7.7.7 1234 443\r\n",
                    "proxy TCP4 6.6.6.6 7.7.7.7 1234 443\r\n",
                    "PROXY TCP4 a.test 7.7.7.7 1234 443\r\n",
                    "PROXY TCP4 6.6.6.6 7.7.7.7 1234 443" + " ".repeat(100) + "\r\n")) {
                closedUnanswered(edge, octets(broken + request), false);
            }
            closedUnanswered(edge, v2(0x11, 0x11, V4_ADDRESSES), false); // version 1 in the binary form
            closedUnanswered(edge, v2(0x22, 0x11, V4_ADDRESSES), false); // an unknown command
            closedUnanswered(edge, v2(0x21, 0x11, new byte[8]), false); // too short for its family
            closedUnanswered(edge, v2(0x21, 0x11, V4_ADDRESSES, new byte[5000]), false); // overlong
            byte[] field = tlv(1, 2);
            field[2] = 100;
            closedUnanswered(edge, v2(0x21, 0x11, V4_ADDRESSES, field), false); // a field beyond the end
            assertEquals(0, edge.stats().getFirst().clientsAccepted());
        }
    }

    @Test
    void headersThatDoNotComeEndTheConnection() throws Exception {
        try (EdgeUnderTest edge = behindProxies("127.0.0.0/8")) {
            closedUnanswered(edge, octets(V1.substring(0, 20)), true);
            closedUnanswered(edge, Arrays.copyOf(v2(0x21, 0x11, V4_ADDRESSES), 20), true);
            closedUnanswered(edge, octets(V1.substring(0, 20)), false); // at the deadline
            closedUnanswered(edge, octets(""), false);
            assertEquals(0, edge.stats().getFirst().clientsAccepted());
        }
    }

    @Test
    void serversAreToldTheClientInEitherVersion() throws Exception {
        BlockingQueue<String> headers = new LinkedBlockingQueue<>();
        backEnd.preface(in -> headers.add(line(in)));
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .upstream("proxyProtocol: v1")
                        .start();
                RawClient client = edge.connect()) {
            Socket socket = client.socket();
            for (int i = 1; i <= 3; i++) {
                assertEquals("ok", client.get("/").answer().text());
                assertEquals(
                        "PROXY TCP4 127.0.0.1 127.0.0.1 " + socket.getLocalPort() + " " + socket.getPort() + "\r\n",
                        headers.poll(5, TimeUnit.SECONDS));
                assertEquals(i, backEnd.connections().size(), "a connection tells of one request's client only");
            }
        }
        BlockingQueue<byte[]> binary = new LinkedBlockingQueue<>();
        backEnd.preface(in -> binary.add(new DataInputStream(in).readNBytes(28)));
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .upstream("proxyProtocol: v2")
                        .start();
                RawClient client = edge.connect()) {
            assertEquals("ok", client.get("/").answer().text());
            int from = client.socket().getLocalPort();
            int to = client.socket().getPort();
            byte[] addresses = {127, 0, 0, 1, 127, 0, 0, 1, (byte) (from >> 8), (byte) from, (byte) (to >> 8), (byte) to
            };
            assertArrayEquals(v2(0x21, 0x11, addresses), binary.poll(5, TimeUnit.SECONDS));
        }
    }

    private static String line(InputStream in) throws java.io.IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < 2 || line.charAt(line.length() - 1) != '\n') {
            line.append((char) in.read());
        }
        return line.toString();
    }

    @Test
    void whatAProxyToldIsToldOn() throws Exception {
        BlockingQueue<String> headers = new LinkedBlockingQueue<>();
        backEnd.preface(in -> headers.add(line(in)));
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .upstream("proxyProtocol: v1")
                        .listeners("listeners: [ { name: http, address: \"127.0.0.1:0\", proxyProtocol: true } ]")
                        .more("trustedProxies: [ 127.0.0.1 ]")
                        .start();
                RawClient proxy = edge.connect()) {
            proxy.send(V1).get("/").answer();
            assertEquals(V1, headers.poll(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void theHeaderGoesBeforeTheTlsHandshake() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .servers(EdgeUnderTest.server(server.getLocalPort(), ""))
                        .upstream("proxyProtocol: v2, retries: 0, tls: { verify: false }")
                        .start();
                RawClient client = edge.connect()) {
            client.get("/");
            try (Socket accepted = server.accept()) {
                byte[] header = accepted.getInputStream().readNBytes(28);
                assertArrayEquals(SIGNATURE, Arrays.copyOf(header, 12));
                assertEquals(22, accepted.getInputStream().read(), "then a TLS record of a handshake");
            }
            assertEquals(502, client.answer().status());
        }
    }

    @Test
    void healthChecksSayThatTheyAreTheEdgesOwn() throws Exception {
        BlockingQueue<String> headers = new LinkedBlockingQueue<>();
        backEnd.preface(in -> headers.add(line(in)));
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                .to(backEnd)
                .upstream("proxyProtocol: v1, health: { path: /ready }")
                .start()) {
            assertEquals("PROXY UNKNOWN\r\n", headers.poll(5, TimeUnit.SECONDS));
            assertEquals("/ready", backEnd.take().target());
            assertEquals(0, edge.stats().getFirst().clientsOpen());
        }
    }
}
