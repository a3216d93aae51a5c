package dev.naru.bench;

import dev.naru.bench.proc.Census;
import dev.naru.bench.proxy.Ports;
import dev.naru.bench.proxy.Programs;
import dev.naru.bench.proxy.Proxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must hold before a run: programs installed, ports free, nobody else at work. */
final class Exclusive {

    private static final double TOLERATED_CORES = 0.15;
    private static final long WATCH_MS = 2000;
    private static final int QUIET_WATCHES = 30;

    private Exclusive() {}

    /** The proxies that can run; the others are remarked on. Throws IllegalStateException when none is left. */
    static List<Proxy> installed(List<Proxy> wanted, List<String> remarks) {
        List<Proxy> present = new ArrayList<>();
        for (Proxy proxy : wanted) {
            Optional<String> missing = proxy.missing();
            if (missing.isEmpty()) {
                present.add(proxy);
            } else {
                remarks.add("left out: " + proxy.name() + ". " + missing.get());
            }
        }
        if (present.isEmpty()) {
            throw new IllegalStateException("no proxy can run: " + String.join("; ", remarks));
        }
        return present;
    }

    /** Waits up to half a minute until nobody else is at work. */
    static void awaitQuiet() throws IOException, InterruptedException {
        for (int i = 0; i < QUIET_WATCHES && Census.watch(1000).cores() > TOLERATED_CORES; i++) {
            System.err.println("waiting until the machine is quiet");
        }
    }

    /** Throws IllegalStateException, which says what to do, when the machine is not ours. */
    static void check(Options options, int proxies, List<String> remarks, Progress progress)
            throws IOException, InterruptedException {
        if (Programs.find("taskset").isEmpty()) {
            throw new IllegalStateException("taskset is not installed; Debian, Ubuntu: apt install util-linux");
        }
        Ports ports = new Ports(options.port, proxies - 1);
        List<Integer> taken = ports.taken();
        if (!taken.isEmpty()) {
            throw new IllegalStateException(
                    "ports in use: " + taken
                            + ", perhaps by what an earlier run left behind; find it with 'ss -ltnp', or choose others with --port");
        }
        Census.Others others = Census.watch(WATCH_MS);
        String who = "other processes use " + Math.round(100 * others.cores()) + " % of a core: "
                + String.join(", ", others.heaviest());
        if (others.cores() > TOLERATED_CORES) {
            if (!options.force) {
                throw new IllegalStateException(
                        who + ". Figures would say nothing; end them, or measure all the same with --force");
            }
            remarks.add(who);
        }
        progress.say(who);
    }
}
