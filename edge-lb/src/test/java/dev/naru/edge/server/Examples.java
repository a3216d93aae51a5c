package dev.naru.edge.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What each file of infra/edge/examples is for, as traffic with a measure: the same clients, by the same seeds, go through edge-lb and through nginx. A measure says
 * what the guide promises, and within which bounds each of the two proxies has to be.
 */
final class Examples {
    private static final int BACK_ENDS = 4;

    /** From low to high, both included. */
    record Range(double low, double high) {
        static final Range ALL = exactly(1);
        static final Range NONE = exactly(0);

        static Range exactly(double value) {
            return new Range(value, value);
        }

        static Range around(double value, double tolerance) {
            return new Range(value - tolerance, value + tolerance);
        }

        boolean holds(double value) {
            return value >= low && value <= high;
        }

        @Override
        public String toString() {
            return low == high ? text(low) : text(low) + " to " + text(high);
        }
    }

    /** One measure of one run. */
    record Seen(String what, double value, Range edge, Range nginx) {
        static Seen same(String what, double value, Range both) {
            return new Seen(what, value, both, both);
        }

        String shown() {
            return text(value);
        }
    }

    static String text(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : "%.3f".formatted(value);
    }

    /** Traffic through a proxy. */
    interface Run {
        List<Seen> through(Proxy proxy) throws Exception;
    }

    /**
     * A file and its traffic.
     *
     * @param refused whether nginx refuses the twin, as a stated difference
     * @param alike whether nginx chooses the same server for each request
     */
    record Example(String file, boolean refused, boolean alike, Run run) {
        @Override
        public String toString() {
            return file;
        }
    }

    /** A proxy with its back ends, and who answered, in order. */
    static final class Proxy implements AutoCloseable {
        final ExampleBackEnd[] backEnds = new ExampleBackEnd[BACK_ENDS];
        final StringBuilder answered = new StringBuilder();
        private @Nullable InetSocketAddress address;

        Proxy() throws IOException {
            for (int i = 0; i < BACK_ENDS; i++) {
                backEnds[i] = new ExampleBackEnd(i + 1);
            }
        }

        /** The proxy runs. */
        void listensOn(InetSocketAddress at) {
            address = at;
        }

        RawClient connect(String from) throws IOException {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(address, 10_000);
            return new RawClient(socket);
        }

        /** A GET on a connection of its own. */
        RawClient.Answer get(String from, String path, String fields) throws IOException {
            try (RawClient client = connect(from)) {
                RawClient.Answer answer = ask(client, path, fields);
                answered.append(answer.status() == 200 ? answer.text() : "-");
                return answer;
            }
        }

        static RawClient.Answer ask(RawClient client, String path, String fields) throws IOException {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\n" + fields + "\r\n")
                    .answer();
        }

        @Override
        public void close() {
            for (ExampleBackEnd backEnd : backEnds) {
                backEnd.close();
            }
        }
    }

    private Examples() {}

    static List<Example> all() {
        return List.of(
                new Example("guide-001-two-hosts", false, true, proxy -> networks(proxy, 0.5)),
                new Example("guide-001-weights", false, true, proxy -> networks(proxy, 2 / 3.0)),
                new Example("guide-001-failover", false, true, Examples::failover),
                new Example("guide-001-backup", true, false, Examples::backup),
                new Example("guide-001-keepalive", false, false, Examples::keepalive),
                new Example("mix-1-sticky-zone", false, false, Examples::stickyZone),
                new Example("mix-2-sticky-and-stateless", false, false, Examples::stickyAndStateless),
                new Example("mix-3-hash-with-bounded-load", false, false, Examples::boundedLoad),
                new Example("mix-5-weak-affinity", false, false, Examples::weakAffinity));
    }

    /** Clients of so many networks, all on the loopback. */
    private static List<String> clients(int count) {
        SplittableRandom random = new SplittableRandom(1);
        List<String> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add("127." + random.nextInt(1, 255) + "." + random.nextInt(1, 255) + ".");
        }
        return clients;
    }

    private static List<Seen> networks(Proxy proxy, double share) throws Exception {
        int first = 0;
        int stayed = 0;
        List<String> networks = clients(400);
        for (String network : networks) {
            String one = proxy.get(network + "1", "/", "").text();
            String other = proxy.get(network + "200", "/other", "").text();
            first += one.equals("1") ? 1 : 0;
            stayed += one.equals(other) ? 1 : 0;
        }
        return List.of(
                // Three standard deviations of 400 networks are 0.075.
                Seen.same("share of the networks on the first host", first / 400.0, Range.around(share, 0.075)),
                Seen.same("networks that stay on one host", stayed / 400.0, Range.ALL));
    }

    private static List<Seen> failover(Proxy proxy) throws Exception {
        proxy.backEnds[1].fail();
        int answered = 0;
        for (String network : clients(100)) {
            answered += proxy.get(network + "1", "/", "").status() == 200 ? 1 : 0;
        }
        return List.of(
                Seen.same("share of requests answered while the second host fails", answered / 100.0, Range.ALL),
                Seen.same("requests tried on it until it is left alone", proxy.backEnds[1].begun(), Range.exactly(5)));
    }

    private static List<Seen> backup(Proxy proxy) throws Exception {
        proxy.backEnds[0].fail();
        proxy.backEnds[1].fail();
        int answered = 0;
        for (String network : clients(100)) {
            answered += proxy.get(network + "1", "/", "").text().equals("3") ? 1 : 0;
        }
        return List.of(new Seen("share of requests that the backup answers", answered / 100.0, Range.ALL, Range.NONE));
    }

    private static List<Seen> keepalive(Proxy proxy) throws Exception {
        try (RawClient client = proxy.connect("127.0.0.1")) {
            for (int i = 0; i < 20; i++) {
                Proxy.ask(client, "/", "");
            }
        }
        return List.of(new Seen(
                "connections to the host for 20 requests",
                proxy.backEnds[0].connections(),
                Range.exactly(1),
                new Range(1, 20))); // 20 before nginx 1.29.7, which speaks HTTP/1.1 by default
    }

    /** The Cookie line of a client that was given one. */
    private static String cookie(RawClient.Answer answer) {
        String set = answer.only("Set-Cookie");
        return set == null ? "" : "Cookie: " + set.substring(0, set.indexOf(';')) + "\r\n";
    }

    private static List<Seen> stickyZone(Proxy proxy) throws Exception {
        int users = 400;
        int stayed = 0;
        int inFirst = 0;
        int spread = 0;
        for (int user = 0; user < users; user++) {
            RawClient.Answer first = proxy.get("127.0.0.1", "/", "");
            String cookie = cookie(first);
            Set<String> servers = new TreeSet<>(Set.of(first.text()));
            for (int i = 0; i < 7; i++) {
                servers.add(proxy.get("127.0.0.1", "/", cookie).text());
            }
            boolean one = Set.of("1", "2").containsAll(servers);
            stayed += one || Set.of("3", "4").containsAll(servers) ? 1 : 0;
            inFirst += one ? 1 : 0;
            spread += servers.size() == 2 ? 1 : 0;
        }
        Set<String> forged = new TreeSet<>();
        for (int i = 0; i < 32; i++) {
            forged.add(proxy.get("127.0.0.1", "/", "Cookie: LBSESSIONID=zone_a\r\n")
                    .text());
        }
        return List.of(
                Seen.same("users that stay in their zone", stayed / (double) users, Range.ALL),
                // Five standard deviations of 400 users are 0.125: they are drawn at random.
                Seen.same("share of users in the first zone", inFirst / (double) users, Range.around(0.5, 0.125)),
                Seen.same("users that met both servers of their zone", spread / (double) users, Range.ALL),
                new Seen("zones that a forged cookie leads to", forged.size() / 2.0, Range.exactly(2), Range.ALL));
    }

    private static List<Seen> stickyAndStateless(Proxy proxy) throws Exception {
        int users = 60;
        int stayed = 0;
        Set<String> used = new TreeSet<>();
        for (int user = 0; user < users; user++) {
            RawClient.Answer login = proxy.get("127.0.0.1", "/api/auth/login", "");
            String cookie = cookie(login);
            boolean same = true;
            for (int i = 0; i < 4; i++) {
                same &= proxy.get("127.0.0.1", "/api/auth/me", cookie).text().equals(login.text());
            }
            stayed += same ? 1 : 0;
            used.add(login.text());
        }
        int[] counts = new int[3];
        for (int i = 0; i < 150; i++) {
            String path = i % 2 == 0 ? "/static/a.css" : "/images/a.png";
            counts[Integer.parseInt(proxy.get("127.0.0.1", path, "").text()) - 1]++;
        }
        return List.of(
                Seen.same("users whose login stays on one server", stayed / (double) users, Range.ALL),
                new Seen(
                        "servers that 60 users behind one address are on",
                        used.size(),
                        Range.exactly(3),
                        Range.exactly(1)),
                Seen.same(
                        "fewest of 150 files from one of 3 servers",
                        Arrays.stream(counts).min().orElse(0),
                        Range.exactly(50)));
    }

    private static List<Seen> boundedLoad(Proxy proxy) throws Exception {
        String home = proxy.get("127.0.0.1", "/hot", "").text();
        int stayed = 0;
        for (String network : clients(50)) {
            stayed += proxy.get(network + "1", "/hot", "").text().equals(home) ? 1 : 0;
        }
        for (ExampleBackEnd backEnd : proxy.backEnds) {
            backEnd.hold();
        }
        int[] before =
                Arrays.stream(proxy.backEnds).mapToInt(ExampleBackEnd::begun).toArray();
        int wanted = Arrays.stream(before).sum() + 60;
        List<Future<RawClient.Answer>> answers = new ArrayList<>();
        int most = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                answers.add(threads.submit(() -> {
                    try (RawClient client = proxy.connect("127.0.0.1")) {
                        return Proxy.ask(client, "/hot", "");
                    }
                }));
            }
            EdgeUnderTest.await(
                    "60 requests at the back ends",
                    () -> Arrays.stream(proxy.backEnds)
                                    .mapToInt(ExampleBackEnd::begun)
                                    .sum()
                            == wanted);
            for (int i = 0; i < before.length; i++) {
                most = Math.max(most, proxy.backEnds[i].begun() - before[i]);
                proxy.backEnds[i].release();
            }
            for (Future<RawClient.Answer> answer : answers) {
                if (answer.get().status() != 200) {
                    throw new AssertionError(answer.get());
                }
            }
        }
        return List.of(
                Seen.same("requests for a URL that its own server answers while it is quiet", stayed / 50.0, Range.ALL),
                // ceil(ceil(60 * 1.5) / 3)
                new Seen(
                        "most of 60 requests for that URL at once on one of 3 servers",
                        most,
                        Range.exactly(30),
                        Range.exactly(60)));
    }

    private static List<Seen> weakAffinity(Proxy proxy) throws Exception {
        int same = 0;
        int[] urls = new int[3];
        for (int i = 0; i < 300; i++) {
            String one =
                    proxy.get("127.0.0.1", "/catalogue/" + i + "?lang=ko", "").text();
            String other =
                    proxy.get("127.7.7.7", "/catalogue/" + i + "?lang=ko", "").text();
            same += one.equals(other) ? 1 : 0;
            urls[Integer.parseInt(one) - 1]++;
        }
        int[] pages = new int[3];
        for (int i = 0; i < 150; i++) {
            pages[Integer.parseInt(proxy.get("127.0.0.1", "/cart", "").text()) - 1]++;
        }
        return List.of(
                Seen.same("URLs of the catalogue with one server for all clients", same / 300.0, Range.ALL),
                Seen.same(
                        "least share of 300 URLs on one of 3 servers",
                        Arrays.stream(urls).min().orElse(0) / 300.0,
                        new Range(0.2, 1 / 3.0)),
                Seen.same(
                        "fewest of 150 pages from one of 3 servers",
                        Arrays.stream(pages).min().orElse(0),
                        Range.exactly(50)));
    }
}
