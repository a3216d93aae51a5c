package dev.naru.edge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.edge.config.Cidr;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.RequestParser;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chains of proxies, and what clients write into them. The peer is always 10.0.0.1, and 10.0.0.0/8 and fd00::/8 are listed. */
class ClientAddressTest {
    private static final List<Cidr> PROXIES = List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8"));
    private static final byte[] PEER = {10, 0, 0, 1};

    private static String find(String... fields) throws UnknownHostException {
        StringBuilder text = new StringBuilder("GET / HTTP/1.1\r\nHost: a.test\r\n");
        for (String field : fields) {
            text.append("X-Forwarded-For: ").append(field).append("\r\n");
        }
        byte[] in = Ascii.bytes(text + "\r\n");
        RequestHead head = new RequestHead(32);
        assertEquals(in.length, new RequestParser(8192, 32768).parse(in, 0, in.length, head));
        byte[] found = new ClientAddress().find(in, head.fields, PEER, PROXIES);
        return InetAddress.getByAddress(found).getHostAddress();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            198.51.100.7                                  | 198.51.100.7
            1.1.1.1, 198.51.100.7                         | 198.51.100.7
            10.9.9.9, 1.1.1.1, 198.51.100.7, 10.0.0.2     | 198.51.100.7
            198.51.100.7,10.0.0.3 ,\t10.0.0.2             | 198.51.100.7
            10.0.0.9, 10.0.0.2                            | 10.0.0.9
            198.51.100.7:4711, 10.0.0.2                   | 198.51.100.7
            2001:db8::7, fd00::1                          | 2001:db8:0:0:0:0:0:7
            [2001:db8::7]:4711                            | 2001:db8:0:0:0:0:0:7
            ::ffff:198.51.100.7                           | 198.51.100.7
            1.1.1.1, ::ffff:10.0.0.2                      | 1.1.1.1
            """)
    void theRightmostThatIsNoProxyIsTheClient(String chain, String client) throws UnknownHostException {
        assertEquals(client, find(chain));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unknown                    | 10.0.0.1
            1.1.1.1, unknown           | 10.0.0.1
            1.1.1.1, junk, 10.0.0.2    | 10.0.0.2
            1.1.1.1,                   | 10.0.0.1
            1.1.1.1, , 10.0.0.2        | 10.0.0.2
            010.0.0.5                  | 10.0.0.1
            1.1.1                      | 10.0.0.1
            1.1.1.256                  | 10.0.0.1
            1.1.1.1:                   | 10.0.0.1
            1.1.1.1:99999999           | 10.0.0.1
            1.1.1.1 2.2.2.2            | 10.0.0.1
            [::1                       | 10.0.0.1
            [::1]x                     | 10.0.0.1
            fe80::1%eth0               | 10.0.0.1
            """)
    void whatIsNoAddressEndsTheSearchAtTheProxyThatPassedItOn(String chain, String client) throws UnknownHostException {
        assertEquals(client, find(chain));
    }

    @Test
    void severalFieldsAreOneList() throws UnknownHostException {
        assertEquals("198.51.100.7", find("1.1.1.1", "198.51.100.7, 10.0.0.4", "10.0.0.2"));
        assertEquals("10.0.0.1", find());
    }

    @Test
    void aLongForgedChainChangesNothing() throws UnknownHostException {
        assertEquals("198.51.100.7", find("10.1.1.1, ".repeat(500) + "198.51.100.7"));
    }
}
