package dev.naru.bench;

import dev.naru.bench.cases.AloneCase;
import dev.naru.bench.cases.Bench;
import dev.naru.bench.cases.BenchCase;
import dev.naru.bench.cases.Cases;
import dev.naru.bench.cases.Measurement;
import dev.naru.bench.cases.ThroughputCase;
import dev.naru.bench.proc.CoreTimes;
import dev.naru.bench.proc.Machine;
import dev.naru.bench.proxy.Proxy;
import dev.naru.bench.proxy.RunningProxy;
import dev.naru.bench.report.CaseInfo;
import dev.naru.bench.report.Metric;
import dev.naru.bench.report.ResultFiles;
import dev.naru.bench.report.Results;
import dev.naru.bench.report.RunInfo;
import dev.naru.bench.report.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures all chosen cases: for each case, rounds of every proxy in turn. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Measures edge-lb beside nginx and HAProxy on this machine, which it must have to itself.",
            "Writes report.md, results.csv, results.json and plots to infra/bench/results/<date>-<name>/."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            " 0:every sample counts",
            " 1:some samples are void, see the report",
            " 2:wrong usage",
            " 3:the machine is busy, a port is taken, or nothing can be measured"
        })
final class RunCommand implements Callable<Integer> {

    static final int VOID = 1;
    static final int FAILED = 3;

    @Mixin
    Options options = new Options();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    CommandSpec spec;

    private final Progress progress = new Progress();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<BenchCase> cases = Cases.select(options.cases, options.quick);
        if (options.list) {
            cases.forEach(one -> System.out.printf("%-20s %s%n", one.name(), one.title()));
            return 0;
        }
        List<String> remarks = new ArrayList<>();
        List<Proxy> proxies = Exclusive.installed(options.proxies(), remarks);
        Exclusive.check(options, proxies.size(), remarks, progress);
        List<Integer> loadCores = options.loadCores(CoreTimes.read().numbers().size());
        announce(cases, proxies, loadCores, remarks);
        try (Session session = Session.open(options, proxies, loadCores)) {
            double rigRequestsPerS = session.rigAlone();
            progress.say("the rig alone, without a proxy: " + Math.round(rigRequestsPerS) + " requests/s");
            List<Sample> samples = measure(session.bench(), cases);
            RunInfo info = info(proxies, loadCores, rigRequestsPerS, remarks);
            Results results =
                    new Results(info, cases.stream().map(RunCommand::info).toList(), samples);
            Path dir = resultDir(info);
            ResultFiles.write(results, dir);
            keepConfigurations(session.bench().dir(), dir);
            System.out.print(ResultFiles.report(results));
            progress.say("results: " + dir);
            return results.voided().isEmpty() ? 0 : VOID;
        }
    }

    private void announce(List<BenchCase> cases, List<Proxy> proxies, List<Integer> loadCores, List<String> remarks) {
        int seconds = 0;
        for (BenchCase one : cases) {
            seconds += one.seconds(options.pace()) * options.rounds() * proxies.size();
        }
        progress.say(cases.size() + " cases, " + options.rounds() + " rounds, " + proxies.size() + " proxies: about "
                + (seconds / 60 + 1) + " minutes");
        if (!options.proxyCores.stream().filter(loadCores::contains).toList().isEmpty()
                && cases.stream().anyMatch(one -> one.name().equals("two-cores"))) {
            remarks.add("two-cores: load and back end share a core with the proxy, so that its throughput says nothing"
                    + " about scaling; CPU per request does compare");
        }
        remarks.forEach(progress::say);
    }

    private List<Sample> measure(Bench bench, List<BenchCase> cases) throws IOException, InterruptedException {
        List<Sample> samples = new ArrayList<>();
        for (BenchCase one : cases) {
            Measurement preparation = new Measurement();
            preparation.voidOnFailure(() -> one.prepare(bench));
            Sample prepared = preparation.sample(one.name(), "all", 0);
            if (!prepared.errors().isEmpty()) {
                samples.add(prepared);
                progress.say(describe(prepared));
                continue;
            }
            for (int round = 1; round <= options.rounds(); round++) {
                if (progress.minutes() >= options.maxMinutes) {
                    progress.say("--max-minutes " + options.maxMinutes + " are over; the rest is left out");
                    return samples;
                }
                switch (one) {
                    case ThroughputCase together -> together(bench, together, round, samples);
                    case AloneCase alone -> {
                        for (Proxy proxy : bench.proxies()) {
                            add(samples, alone(bench, alone, proxy, round));
                        }
                    }
                }
            }
        }
        return samples;
    }

    private void add(List<Sample> samples, Sample sample) {
        samples.add(sample);
        progress.say(describe(sample));
    }

    private void together(Bench bench, ThroughputCase one, int round, List<Sample> samples)
            throws IOException, InterruptedException {
        for (Map.Entry<Proxy, Measurement> measured : one.measure(bench).entrySet()) {
            Measurement measurement = measured.getValue();
            voidDisturbed(measurement, bench.attempts());
            add(samples, measurement.sample(one.name(), measured.getKey().name(), round));
        }
    }

    private void voidDisturbed(Measurement measurement, int attempts) {
        if (measurement.disturbed() && !options.force) {
            measurement.error("disturbed in each of " + attempts + " attempts");
        }
    }

    /** Measures once more when somebody else was at work meanwhile, after waiting until the machine is quiet. */
    private Sample alone(Bench bench, AloneCase one, Proxy proxy, int round) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Measurement measurement = new Measurement();
            measurement.voidOnFailure(() -> one.measure(bench, proxy, measurement));
            if (!measurement.disturbed() || attempt == bench.attempts()) {
                voidDisturbed(measurement, attempt);
                return measurement.sample(one.name(), proxy.name(), round);
            }
            progress.say("disturbed, once more: " + describe(measurement.sample(one.name(), proxy.name(), round)));
            Exclusive.awaitQuiet();
        }
    }

    private static String describe(Sample sample) {
        StringBuilder text =
                new StringBuilder("%-18s %-8s round %d: ".formatted(sample.caseName(), sample.proxy(), sample.round()));
        sample.errors().forEach(error -> text.append("VOID: ").append(error).append("; "));
        for (Map.Entry<Metric, Double> value : sample.values().entrySet()) {
            text.append(value.getKey().title())
                    .append(' ')
                    .append(String.format("%." + value.getKey().digits() + "f", value.getValue()))
                    .append(value.getKey().unit().isEmpty() ? "" : " ")
                    .append(value.getKey().unit())
                    .append("; ");
        }
        sample.remarks().forEach(remark -> text.append(remark).append("; "));
        return text.toString();
    }

    private RunInfo info(List<Proxy> proxies, List<Integer> loadCores, double rigRequestsPerS, List<String> remarks)
            throws IOException, InterruptedException {
        Map<String, String> versions = new LinkedHashMap<>();
        List<String> peers = new ArrayList<>();
        for (Proxy proxy : proxies) {
            versions.put(proxy.name(), proxy.version());
            if (proxy.peer()) {
                peers.add(proxy.name());
            }
        }
        String typed = String.join(" ", spec.commandLine().getParseResult().originalArgs())
                .replaceAll("--home \\S+ ?", "");
        return new RunInfo(
                OffsetDateTime.now(ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                ("infra/bench/run " + typed).strip(),
                Machine.read(),
                versions,
                peers,
                options.rounds(),
                options.pace().warmUpS(),
                options.pace().measureS(),
                RunningProxy.list(options.proxyCores),
                RunningProxy.list(loadCores),
                rigRequestsPerS,
                remarks);
    }

    private static CaseInfo info(BenchCase one) {
        return new CaseInfo(one.name(), one.title(), one.target());
    }

    private Path resultDir(RunInfo info) {
        String name = options.name == null ? options.quick ? "quick" : "run" : options.name;
        Path results = options.results == null ? options.home.resolve("results") : options.results;
        return results.resolve(info.date().substring(0, 10) + "-" + name)
                .toAbsolutePath()
                .normalize();
    }

    /** The configurations as they ran, beside the figures; keys and logs stay behind. */
    private static void keepConfigurations(Path from, Path results) throws IOException {
        Path to = Files.createDirectories(results.resolve("configuration"));
        try (Stream<Path> files = Files.walk(from, 2)) {
            for (Path file : files.filter(file -> file.toString().matches(".*\\.(conf|cfg|yaml)"))
                    .toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
