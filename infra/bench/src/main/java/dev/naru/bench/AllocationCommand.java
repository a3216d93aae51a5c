package dev.naru.bench;

import dev.naru.bench.allocation.AllocationMeasurement;
import dev.naru.bench.cases.BenchCase;
import dev.naru.bench.cases.Cases;
import dev.naru.bench.cases.ThroughputCase;
import dev.naru.bench.proc.CoreTimes;
import dev.naru.bench.proxy.EdgeVariant;
import dev.naru.bench.proxy.Proxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures what edge-lb allocates per request. */
@Command(
        name = "allocation",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how many bytes edge-lb's JVM allocates per request on the steady path, by thread, and where.",
            "Only the --edge-... options choose what runs; --cases takes throughput cases."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            " 0:within --at-most",
            " 1:more is allocated, or requests failed",
            " 2:wrong usage",
            " 3:nothing can be measured"
        })
final class AllocationCommand implements Callable<Integer> {

    private static final List<String> CASES =
            List.of("small-64", "browser-64", "answer-64k", "upload-1m", "tls-keepalive", "close");

    @Mixin
    Options options = new Options();

    @picocli.CommandLine.Option(
            names = "--at-most",
            defaultValue = "Infinity",
            paramLabel = "BYTES",
            description = "Fails when a case allocates more per request.")
    double atMost;

    private final Progress progress = new Progress();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<BenchCase> cases = Cases.select(options.cases == null ? CASES : options.cases, false);
        List<String> remarks = new ArrayList<>();
        List<Proxy> edges = new ArrayList<>(List.of(options.edge(EdgeVariant.DEFAULT)));
        for (String variant : options.edgeVariants) {
            edges.add(options.edge(EdgeVariant.parse(variant)));
        }
        edges = Exclusive.installed(edges, remarks);
        Exclusive.check(options, edges.size(), remarks, progress);
        remarks.forEach(progress::say);
        boolean okay = true;
        try (Session session = Session.open(
                options, edges, options.loadCores(CoreTimes.read().numbers().size()))) {
            for (BenchCase one : cases) {
                if (!(one instanceof ThroughputCase throughput)) {
                    throw new IllegalArgumentException("--cases: " + one.name() + " is no throughput case");
                }
                for (Proxy edge : edges) {
                    progress.say(one.name() + ", " + edge.name());
                    okay &= print(edge, AllocationMeasurement.of(session.bench(), throughput, edge));
                }
            }
        }
        return okay ? 0 : RunCommand.VOID;
    }

    private boolean print(Proxy edge, AllocationMeasurement found) {
        System.out.printf(
                Locale.ROOT,
                "%s, %s: %.1f bytes per request (%,d requests)%n",
                found.caseName(),
                edge.name(),
                found.bytesPerRequest(),
                found.requests());
        if (found.failures() > 0) {
            System.out.println("  VOID: " + found.failures() + " requests failed");
        }
        found.bytesByThread()
                .forEach((thread, bytes) -> System.out.printf(Locale.ROOT, "  %,14d bytes  %s%n", bytes, thread));
        found.sites().forEach(site -> System.out.println("    " + site));
        return found.failures() == 0 && found.bytesPerRequest() <= atMost;
    }
}
