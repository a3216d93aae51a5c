package dev.naru.cluster;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/** The command behind infra/cluster/up and behind the init container of docker-compose.yml. */
public final class Main {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        try {
            if (arguments.length > 0 && arguments[0].equals("containers")) {
                prepareContainers(Arrays.copyOfRange(arguments, 1, arguments.length));
                return;
            }
            up(Arguments.parse(arguments));
        } catch (LaunchException e) {
            System.err.println("naru: " + e.getMessage());
            System.exit(FAILED);
        }
    }

    /** Runs until a signal: the JVM's shutdown hook then stops everything in order. */
    private static void up(Arguments arguments) throws InterruptedException {
        long from = System.nanoTime();
        Console console = new Console(System.out, arguments.colour(), !arguments.quiet());
        ClusterOptions options = new ClusterOptions(
                arguments.repository(),
                arguments.data(),
                arguments.repository().resolve("infra/cluster/target/programs"),
                notice -> arguments.firstPort().isPresent()
                        ? Ports.from(arguments.firstPort().getAsInt(), notice)
                        : Ports.usual(notice),
                arguments.restarts(),
                arguments.traces(),
                Map.of());
        Cluster cluster = Cluster.open(options, arguments.fresh(), console);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop"));
        cluster.start();
        summary(cluster, console, from);
        new CountDownLatch(1).await();
    }

    private static void summary(Cluster cluster, Console console, long from) {
        OptionalLong mib = cluster.residentMib();
        PublicUrls urls = cluster.urls();
        String memory = mib.isPresent() ? mib.getAsLong() + " MiB resident" : "memory not measured on this system";
        console.say("");
        console.say(
                "Ready after " + Seconds.since(from) + "; " + cluster.names().size() + " processes, " + memory);
        console.say("");
        console.say("  Shop              " + urls.www() + "   (login hana@shop.localhost / ferry-landing-1)");
        console.say("  Shop, HTTPS       " + urls.secureWww() + "   (trust " + cluster.caCertificate() + ")");
        console.say("  API               " + urls.api() + "/products");
        console.say("  Payment gateway   " + urls.pg() + "/ledger");
        console.say("  Scheduled jobs    http://127.0.0.1:" + cluster.ports().of(Ports.Purpose.CRON));
        console.say("  Edge, admin       http://127.0.0.1:" + cluster.ports().of(Ports.Purpose.ADMIN));
        console.say("  Logs              " + cluster.logs());
        console.say("");
        console.say("Ctrl-C stops everything in order; the data is kept for the next start.");
    }

    /** {@code containers --config DIR --edge-template FILE}: what docker-compose.yml needs before its services start. */
    private static void prepareContainers(String[] arguments) {
        if (arguments.length != 4 || !arguments[0].equals("--config") || !arguments[2].equals("--edge-template")) {
            System.err.println("usage: containers --config DIR --edge-template FILE");
            System.exit(WRONG_USE);
        }
        Path config = Path.of(arguments[1]);
        Secrets secrets = Secrets.ensure(config, true, Clock.systemUTC());
        String template = PrivateFiles.read(Path.of(arguments[3]));
        PrivateFiles.write(
                secrets.folder("edge").resolveSibling("edge.yaml"),
                EdgeConfigFile.containers().from(template));
        System.out.println("naru: secrets and the edge's configuration are in " + config);
    }
}
