package dev.naru.bench.faults;

import dev.naru.bench.proxy.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A proxy between two back ends and its clients, and what can be done to each of them. */
final class Scene implements AutoCloseable {
    /** What a fault wants different from the start. */
    enum Variant {
        USUAL,
        /** One server by name instead of two by address. */
        NAMED,
        /** The access log goes where the disk is full. */
        LOG_FULL
    }

    private static final Pattern MARK = Pattern.compile("\\$\\{(\\w+)}");
    private static final long START_MS = 120_000;

    private final Contender contender;
    private final Variant variant;
    private final int port;
    private final Path dir;
    private final Queue<String> posts = new ConcurrentLinkedQueue<>();
    private final List<Running> proxies = new ArrayList<>();
    private final List<AutoCloseable> others = new ArrayList<>();
    private final Path config;
    private int generation;

    final BackEnd a;
    final BackEnd b;
    final NameServer names;

    /** Starts all of it, and waits until the proxy answers. */
    Scene(Contender contender, Variant variant, int port, Path dir) throws IOException, InterruptedException {
        this.contender = contender;
        this.variant = variant;
        this.port = port;
        this.dir = dir;
        this.config = dir.resolve(contender.template());
        Certificates.write(dir);
        a = new BackEnd("127.0.0.1", port + 3, dir, posts);
        b = new BackEnd("127.0.0.1", port + 4, dir, posts);
        names = new NameServer(port + 5, "127.0.0.1");
        try {
            a.start();
            b.start();
            configure("");
            startProxy();
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    InetSocketAddress plain() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    InetSocketAddress secure() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port + 1);
    }

    Contender contender() {
        return contender;
    }

    /** The POSTs that back ends executed more than once. */
    long postsRepeated() {
        return posts.size() - posts.stream().distinct().count();
    }

    /** One more back end, on the port of the first and another address. */
    BackEnd elsewhere(String host) throws IOException, InterruptedException {
        BackEnd other = new BackEnd(host, port + 3, dir, posts);
        other.start();
        return other;
    }

    /** Lets the scene end something. */
    void also(AutoCloseable other) {
        others.add(other);
    }

    /** Ends what {@link #also} was given. */
    void endOthers() throws Exception {
        for (AutoCloseable other : others) {
            other.close();
        }
        others.clear();
    }

    /** Writes the configuration, with something behind it. */
    void configure(String more) throws IOException {
        generation++;
        Map<String, String> values = new HashMap<>(Map.of(
                "httpPort", Integer.toString(port),
                "tlsPort", Integer.toString(port + 1),
                "dnsPort", Integer.toString(port + 5),
                "dir", dir.toString(),
                "name", contender.name() + generation,
                "log",
                        variant == Variant.LOG_FULL
                                ? "/dev/full"
                                : dir.resolve("access.log").toString(),
                "servers", servers()));
        values.putAll(contender.values(dir));
        Path next = dir.resolve(contender.template() + ".next");
        Files.writeString(next, fill(contender.template(), values) + more);
        Files.move(next, config, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private String servers() {
        boolean named = variant == Variant.NAMED;
        String one = named ? "shop.test:" + (port + 3) : "127.0.0.1:" + (port + 3);
        String two = "127.0.0.1:" + (port + 4);
        return switch (contender.name()) {
            case "edge" ->
                "{ name: a, address: \"" + one + "\" }" + (named ? "" : ", { name: b, address: \"" + two + "\" }");
            case "haproxy" -> "server a " + one + (named ? " resolvers names init-addr none" : "\n  server b " + two);
            default ->
                "server " + one + " max_fails=1 fail_timeout=1s;"
                        + (named ? "" : " server " + two + " max_fails=1 fail_timeout=1s;");
        };
    }

    private static String fill(String resource, Map<String, String> values) throws IOException {
        try (InputStream in = Scene.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no resource " + resource);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("${...}", "What is in braces");
            return MARK.matcher(text)
                    .replaceAll(mark -> Matcher.quoteReplacement(values.getOrDefault(mark.group(1), mark.group())));
        }
    }

    /** Starts one more of the proxy, and waits until it answers. */
    void startProxy() throws IOException, InterruptedException {
        Path out = dir.resolve("proxy.out");
        Process process = new ProcessBuilder(contender.command(config))
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                .start();
        Running running = new Running(process);
        proxies.add(running);
        long deadline = System.nanoTime() + START_MS * 1_000_000;
        int good = 0;
        while (good < 4 || !mine(running)) {
            try (Client client = new Client(plain(), false)) {
                good = client.get("start", true) == Client.Ending.OK ? good + 1 : 0;
            }
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(contender.name() + " did not start: "
                        + Files.readString(out).strip());
            }
            if (good == 0) {
                Thread.sleep(20);
            }
        }
    }

    /** Whether it has a listening socket itself: another one of the same proxy may be who answers. */
    private boolean mine(Running running) throws IOException {
        return proxies.size() == 1 || Sockets.listens(running.pids(), port);
    }

    Running proxy() {
        return proxies.getFirst();
    }

    /** Tells the proxy to read its configuration again. */
    void reload() throws IOException, InterruptedException {
        proxy().signal(contender.reload());
    }

    /** Tells the first proxy to leave, and lets the one that was started last take its place. */
    void leave() throws IOException, InterruptedException {
        Running old = proxies.removeFirst();
        others.add(old);
        old.signal(contender.leave());
    }

    void killProxy() throws InterruptedException {
        proxies.removeFirst().kill();
    }

    void replaceCertificate() throws IOException, InterruptedException {
        Certificates.write(dir);
        if (!contender.watchesCertificates()) {
            reload();
        }
    }

    /** Sets how many descriptors the proxy may have. */
    void descriptors(int limit) throws IOException, InterruptedException {
        for (long pid : proxy().pids()) {
            Process limiting = new ProcessBuilder(
                            "prlimit", "--nofile=" + limit + ":20000", "--pid", Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(limiting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (limiting.waitFor() != 0 && !said.contains("No such process")) {
                throw new IOException("prlimit: " + said);
            }
        }
    }

    @Override
    public void close() {
        for (AutoCloseable other : others) {
            try {
                other.close();
            } catch (Exception e) {
                System.err.println("faults: " + e);
            }
        }
        proxies.forEach(Running::close);
        a.close();
        b.close();
        names.close();
    }
}
