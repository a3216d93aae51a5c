package dev.naru.edge.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.upstream.Server;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** nginx's ip_hash. What real nginx answers for the same addresses, infra/edge/examples/compare holds beside it. */
class IpHashTest {
    private static final Tried NONE = new Tried();

    private static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Server pick(List<Server> servers, byte[] address, Tried tried) {
        Candidates candidates = new Candidates(servers);
        candidates.find(0, tried);
        return new IpHash(candidates, new RoundRobin(candidates, 1)).pick(candidates, IpHash.key(address), 0);
    }

    /** The algorithm as nginx documents it by its source, octet by octet; the policy itself works with two numbers. */
    private static int reference(byte[] address, int[] weights, boolean[] down) {
        int octets = address.length == 16 ? 16 : 3;
        int total = 0;
        for (int weight : weights) {
            total += weight;
        }
        int hash = 89;
        for (int pass = 0; pass < 20; pass++) {
            for (int i = 0; i < octets; i++) {
                hash = (hash * 113 + (address[i] & 0xff)) % 6271;
            }
            int w = hash % total;
            int p = 0;
            while (w >= weights[p]) {
                w -= weights[p++];
            }
            if (!down[p]) {
                return p;
            }
        }
        return -1;
    }

    @Property(tries = 500)
    void choosesAsTheReferenceDoes(
            @ForAll @Size(4) byte[] ipv4, @ForAll @Size(16) byte[] ipv6, @ForAll @Size(5) boolean[] down) {
        int[] weights = {2, 1, 1, 5, 3};
        List<Server> servers = Servers.weighted(weights);
        for (int i = 0; i < down.length; i++) {
            if (down[i]) {
                servers.get(i).state().failed(0);
            }
        }
        for (byte[] address : List.of(ipv4, ipv6)) {
            int expected = reference(address, weights, down);
            boolean all = down[0] && down[1] && down[2] && down[3] && down[4];
            if (expected >= 0 && !all) {
                assertEquals(expected, pick(servers, address, NONE).index());
            }
        }
    }

    @Test
    void theLastOctetOfIpv4DoesNotCount() {
        List<Server> servers = Servers.weighted(1, 1, 1, 1);
        assertEquals(
                pick(servers, address("192.168.7.1"), NONE).name(),
                pick(servers, address("192.168.7.200"), NONE).name());
    }

    /** 20,000 networks from seed 42; tolerance one percent of all. The hash has 6,271 values, so its own error is 1/6271 for each unit. */
    @Test
    void sharesAreTheWeights() {
        List<Server> servers = Servers.weighted(2, 1);
        SplittableRandom random = new SplittableRandom(42);
        int first = 0;
        int networks = 20_000;
        for (int i = 0; i < networks; i++) {
            byte[] address = new byte[4];
            random.nextBytes(address);
            first += pick(servers, address, NONE).index() == 0 ? 1 : 0;
        }
        double share = (double) first / networks;
        System.out.printf("ip-hash: weight 2/1 has %.4f of the networks (0.6667 ± 0.01)%n", share);
        assertEquals(2 / 3.0, share, 0.01);
    }

    @Test
    void disruptionWhenAServerIsTakenOutOfTheFile() {
        List<Server> five = Servers.weighted(1, 1, 1, 1, 1);
        List<Server> four = Servers.without(five, 2);
        SplittableRandom random = new SplittableRandom(7);
        int moved = 0;
        int movedWhileDown = 0;
        int others = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] address = new byte[4];
            random.nextBytes(address);
            Server before = pick(five, address, NONE);
            if (before.index() == 2) {
                continue;
            }
            others++;
            moved += pick(four, address, NONE).index() == before.index() ? 0 : 1;
            Tried tried = new Tried();
            tried.add(five.get(2));
            movedWhileDown += pick(five, address, tried).index() == before.index() ? 0 : 1;
        }
        double share = (double) moved / others;
        System.out.printf(
                "ip-hash: 1 of 5 leaves the file: %.3f of the others' networks move; while it is down: %d%n",
                share, movedWhileDown);
        assertEquals(0, movedWhileDown, "a server that is down moves nobody else's");
        assertTrue(share > 0.5 && share < 0.85, "as a modulus does; the reason for hash: " + share);
    }
}
