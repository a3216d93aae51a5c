package dev.naru.edge.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.Upstream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups, backups, users and pins, with every policy. */
class BalancerTest {
    private static final String[] POLICIES = {
        "balance: round-robin",
        "balance: least-requests",
        "balance: least-latency",
        "balance: ip-hash",
        "balance: hash, hash: { by: uri }"
    };

    private static final String GROUPS = "groups: [ { name: old, weight: %d, servers: ["
            + " { name: old-a, address: 'x:1' }, { name: old-b, address: 'x:2' }, { name: old-c, address: 'x:3', backup: true } ] },"
            + " { name: new, weight: %d, servers: [ { name: new-a, address: 'x:4' }, { name: new-b, address: 'x:5' } ] } ]";

    private static Balancer balancer(Upstream upstream) {
        return new Balancer(upstream, 4711);
    }

    private static Upstream groups(String policy, int oldWeight, int newWeight) {
        return Servers.upstream(policy + ", " + GROUPS.formatted(oldWeight, newWeight));
    }

    private static Choice choice(long key, long user) {
        Choice choice = new Choice();
        choice.key = key;
        choice.user = user;
        return choice;
    }

    private static Server server(Upstream upstream, String name) {
        return upstream.servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String[] policies() {
        return POLICIES;
    }

    @ParameterizedTest
    @MethodSource("policies")
    void groupsGetTheirWeightWithEveryPolicy(String policy) {
        Balancer balancer = balancer(groups(policy, 75, 25));
        SplittableRandom random = new SplittableRandom(11);
        Map<String, Integer> counts = new TreeMap<>();
        int requests = 20_000;
        for (int i = 0; i < requests; i++) {
            byte[] address = new byte[4];
            random.nextBytes(address);
            Server server = pick(balancer, IpHash.key(address), 0);
            counts.merge(server.group(), 1, Integer::sum);
        }
        assertEquals(0.75, counts.get("old") / (double) requests, 0.015, policy + counts);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void backupsServeOnlyWhileNoOtherOfTheirGroupDoes(String policy) {
        Upstream upstream = groups(policy, 1, 0);
        Balancer balancer = balancer(upstream);
        for (long key = 1; key < 200; key++) {
            assertNotEquals("old-c", pick(balancer, (key << 32) | key, 0).name());
        }
        server(upstream, "old-a").state().failed(0);
        assertEquals("old-b", pick(balancer, 1L << 32, 1).name());
        server(upstream, "old-b").state().failed(0);
        for (long key = 1; key < 200; key++) {
            assertEquals("old-c", pick(balancer, (key << 32) | key, 1).name(), "of the same group, " + policy);
        }
        server(upstream, "old-c").state().failed(0);
        assertNull(balancer.pick(1, choice(1, 0), new Tried()), "a group of weight 0 takes nothing");
    }

    private static Server pick(Balancer balancer, long key, long now) {
        return found(balancer.pick(now, choice(key, 0), new Tried()));
    }

    private static Server found(Server server) {
        assertTrue(server != null, "no server");
        return server;
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aServerOfWeightZeroTakesNothing(String policy) {
        Balancer balancer = balancer(
                Servers.upstream(
                        policy
                                + ", servers: [ { name: a, address: 'x:1', weight: 0 }, { name: b, address: 'x:2' }, { name: c, address: 'x:3' } ]"));
        for (long key = 1; key < 500; key++) {
            assertNotEquals("a", pick(balancer, (key << 32) | key, 0).name());
        }
    }

    /** The users of a deployment: 90/10, 50/50, and back. */
    @ParameterizedTest
    @ValueSource(strings = {"balance: round-robin", "balance: least-requests"})
    void usersStayWithTheirGroupMoveOnceAndComeBack(String policy) {
        int users = 20_000;
        Map<Long, String> first = groupsOf(groups(policy, 90, 10), users);
        Map<Long, String> half = groupsOf(groups(policy, 50, 50), users);
        Map<Long, String> again = groupsOf(groups(policy, 90, 10), users);
        long atFirst = first.values().stream().filter("new"::equals).count();
        long moved = 0;
        for (long user : first.keySet()) {
            assertFalse(first.get(user).equals("new") && half.get(user).equals("old"), "moved against the weight");
            moved += first.get(user).equals(half.get(user)) ? 0 : 1;
        }
        System.out.printf(
                "users of 20,000 in the new group at 10 %%: %.4f; moved by 50 %%: %.4f%n",
                atFirst / (double) users, moved / (double) users);
        assertEquals(0.10, atFirst / (double) users, 0.0075); // 3.5 sigma of 20,000 users
        assertEquals(0.40, moved / (double) users, 0.0125);
        assertEquals(first, again);
    }

    private static Map<Long, String> groupsOf(Upstream upstream, int users) {
        Balancer balancer = balancer(upstream);
        Map<Long, String> groups = new HashMap<>();
        for (long user = 1; user <= users; user++) {
            for (int request = 0; request < 2; request++) {
                String group =
                        found(balancer.pick(0, choice(0, user), new Tried())).group();
                assertEquals(group, groups.computeIfAbsent(user, u -> group), "one group for all requests");
            }
        }
        return groups;
    }

    @Test
    void aPinnedUserGoesElsewhereWhileItsServerIsDownAlwaysToTheSameOneAndComesBack() {
        Upstream upstream = Servers.upstream("servers: [ { address: 'x:1' }, { address: 'x:2' }, { address: 'x:3' } ]");
        Balancer balancer = balancer(upstream);
        Server pinned = upstream.servers().getFirst();
        Map<String, Integer> standIns = new HashMap<>();
        for (long user = 1; user <= 300; user++) {
            Choice choice = choice(0, user);
            choice.pinned = pinned;
            choice.byUser = true;
            assertEquals(pinned, balancer.pick(0, choice, new Tried()));
            Tried tried = new Tried();
            tried.add(pinned);
            Server standIn = found(balancer.pick(0, choice, tried));
            assertEquals(standIn, balancer.pick(0, choice, tried), "the same for each request of this user");
            standIns.merge(standIn.name(), 1, Integer::sum);
            assertEquals(pinned, balancer.pick(0, choice, new Tried()), "back");
        }
        assertEquals(2, standIns.size(), "its users are spread: " + standIns);
    }

    @Test
    void aPinEndsWithWeightZeroAndWithAnotherGroup() {
        Upstream upstream = groups("balance: round-robin", 90, 10);
        Balancer balancer = balancer(upstream);
        long user = 1;
        while (new Buckets(90, 10).group(Buckets.of(user)) == 0) {
            user++;
        }
        assertTrue(balancer.keeps(server(upstream, "new-a"), user));
        assertFalse(balancer.keeps(server(upstream, "old-a"), user), "the user is the new group's");
        Upstream drained = Servers.upstream("servers: [ { name: a, address: 'x:1', weight: 0 }, { address: 'x:2' } ]");
        assertFalse(balancer(drained).keeps(server(drained, "a"), user));
    }

    @Test
    void usersOfAGroupThatIsDownHaveOneStandInEach() {
        Upstream upstream = groups("balance: round-robin", 50, 50);
        Balancer balancer = balancer(upstream);
        for (Server server : upstream.groups().get(1).servers()) {
            server.state().failed(0);
        }
        for (long user = 1; user < 200; user++) {
            assertEquals(
                    "old", found(balancer.pick(1, choice(0, user), new Tried())).group());
        }
        for (Server server : List.copyOf(upstream.groups().get(0).servers())) {
            server.state().failed(0);
        }
        assertNull(balancer.pick(1, choice(0, 5), new Tried()));
    }
}
