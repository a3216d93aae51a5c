package dev.naru.cluster.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The callers of {@code infra/callers}, run against the origin through the edge, as far as they run here. */
@ExtendWith(OneCluster.class)
final class CallersIT {
    private static final Path CALLERS = LocalCluster.REPOSITORY.resolve("infra/callers");
    private static final Path SCRIPT = CALLERS.resolve("naru-cron.sh");
    private static final List<String> JOBS =
            List.of("auto_payment", "auto_send", "order_expiry", "payment_reconcile", "settlement", "upload_gc");

    private final RunningCluster cluster;

    @TempDir
    Path folder;

    private Path key;

    CallersIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    private record Outcome(int exit, String output) {}

    @BeforeEach
    void key() throws IOException {
        key = Files.writeString(folder.resolve("cron-hmac.key"), cluster.secret("cron", "cron-hmac.key") + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void theScriptIsTakenAndARepeatIsTheSameRun() throws Exception {
        Map<String, String> at = Map.of("NARU_SCHEDULED_AT", "2026-01-01T00:00:00Z");
        Outcome first = call(at, "sh", SCRIPT.toString(), "upload_gc");
        Outcome second = call(at, "sh", SCRIPT.toString(), "upload_gc");
        assertEquals(0, first.exit(), first.output());
        assertEquals(0, second.exit(), second.output());
        assertTrue(second.output().contains("\"duplicate\":true"), second.output());
        assertEquals(runId(first), runId(second));
    }

    @Test
    void theScriptSaysWhatIsWrong() throws Exception {
        Outcome unknown = call(Map.of(), "sh", SCRIPT.toString(), "no_such_job");
        assertEquals(1, unknown.exit(), unknown.output());
        assertTrue(
                unknown.output().contains("HTTP 404") && unknown.output().contains("auto_payment"), unknown.output());
        Path foreign = Files.writeString(folder.resolve("foreign"), "00".repeat(32));
        Outcome forged = call(Map.of("NARU_CRON_KEY_FILE", foreign.toString()), "sh", SCRIPT.toString(), "auto_send");
        assertEquals(1, forged.exit(), forged.output());
        assertTrue(forged.output().contains("HTTP 401"), forged.output());
        Outcome wrongHost =
                call(Map.of("NARU_PUBLIC_API_URL", cluster.urls().www()), "sh", SCRIPT.toString(), "auto_send");
        assertEquals(1, wrongHost.exit(), wrongHost.output());
        assertTrue(wrongHost.output().contains("wrong-host"), wrongHost.output());
        assertEquals(2, call(Map.of(), "sh", SCRIPT.toString(), "../etc").exit());
        assertEquals(
                2,
                call(Map.of("NARU_CRON_KEY_FILE", "/nowhere"), "sh", SCRIPT.toString(), "auto_send")
                        .exit());
        Path bad = Files.writeString(folder.resolve("bad"), "not hex\n");
        assertTrue(call(Map.of("NARU_CRON_KEY_FILE", bad.toString()), "sh", SCRIPT.toString(), "auto_send")
                .output()
                .contains("not hexadecimal"));
    }

    @Test
    void theScriptRetriesWithTheSameInstantAndAFreshSignature() throws Exception {
        List<String> instants = new ArrayList<>();
        HttpServer busy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        busy.createContext("/", exchange -> {
            instants.add(exchange.getRequestHeaders().getFirst("X-Naru-Scheduled-At"));
            byte[] answer = "{}".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(instants.size() < 3 ? 503 : 202, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        busy.start();
        try {
            String url = "http://127.0.0.1:" + busy.getAddress().getPort();
            Outcome outcome = call(Map.of("NARU_PUBLIC_API_URL", url), "sh", SCRIPT.toString(), "auto_send");
            assertEquals(0, outcome.exit(), outcome.output());
        } finally {
            busy.stop(0);
        }
        assertEquals(3, instants.size());
        assertEquals(1, instants.stream().distinct().count(), instants::toString);
    }

    /** Every line is run as cron would, with the script where the line says. */
    @Test
    void eachLineOfTheCrontabCallsItsJob() throws Exception {
        Pattern line = Pattern.compile(
                "((?:[*0-9,/-]+\\s+){5})(/usr/local/bin/naru-cron\\.sh (\\w+)\\s+2>&1 \\| logger -t naru-cron)");
        List<String> called = new ArrayList<>();
        for (String text : Files.readAllLines(CALLERS.resolve("crontab.example"))) {
            if (text.isBlank() || text.startsWith("#") || text.matches("[A-Z_]+=\\S+")) {
                continue;
            }
            Matcher entry = line.matcher(text);
            assertTrue(entry.matches(), () -> "not a crontab line: " + text);
            for (String field : entry.group(1).strip().split("\\s+")) {
                assertTrue(field.matches("\\*(/[0-9]+)?|[0-9]+"), () -> field + " in " + text);
            }
            String command = entry.group(2)
                    .replace("/usr/local/bin/naru-cron.sh", SCRIPT.toString())
                    .replaceFirst("\\| logger.*", "");
            Outcome outcome = call(Map.of(), "/bin/sh", "-c", command);
            assertEquals(0, outcome.exit(), outcome.output());
            called.add(entry.group(3));
        }
        assertEquals(JOBS, called);
    }

    @Test
    void theUnitsOfSystemdAreSound() throws Exception {
        String service = Files.readString(CALLERS.resolve("naru-cron@.service"));
        String timer = Files.readString(CALLERS.resolve("naru-cron@.timer"));
        assertTrue(service.contains("ExecStart=/usr/local/bin/naru-cron.sh %i"), service);
        Path analyze = Path.of("/usr/bin/systemd-analyze");
        if (Files.isExecutable(analyze)) {
            Files.writeString(
                    folder.resolve("naru-cron@.service"),
                    service.replace("/usr/local/bin/naru-cron.sh", SCRIPT.toString()));
            Files.writeString(folder.resolve("naru-cron@.timer"), timer);
            Outcome verified = call(
                    Map.of("SYSTEMD_UNIT_PATH", folder + ":"),
                    analyze.toString(),
                    "verify",
                    "--man=no",
                    folder.resolve("naru-cron@auto_payment.service").toString(),
                    folder.resolve("naru-cron@auto_payment.timer").toString());
            List<String> complaints = verified.output()
                    .lines()
                    .filter(text -> text.contains("naru-cron"))
                    .toList();
            assertEquals(List.of(), complaints, verified.output());
            String calendar = timer.lines()
                    .filter(text -> text.startsWith("OnCalendar="))
                    .findFirst()
                    .orElseThrow()
                    .substring("OnCalendar=".length());
            assertEquals(
                    0, call(Map.of(), analyze.toString(), "calendar", calendar).exit());
        }
    }

    @Test
    void theStepOfTheCiScheduleRuns() throws Exception {
        Map<?, ?> workflow = yaml("github-actions.yml");
        // YAML 1.1 reads the key "on" as true.
        Map<?, ?> on = (Map<?, ?>) workflow.get(Boolean.TRUE);
        assertEquals("*/5 * * * *", ((Map<?, ?>) ((List<?>) on.get("schedule")).getFirst()).get("cron"));
        Map<?, ?> call = (Map<?, ?>) ((Map<?, ?>) workflow.get("jobs")).get("call");
        Map<?, ?> matrix = (Map<?, ?>) ((Map<?, ?>) call.get("strategy")).get("matrix");
        assertEquals(JOBS, matrix.get("job"));
        Map<?, ?> step = (Map<?, ?>) ((List<?>) call.get("steps")).getLast();
        assertFalse(String.valueOf(step.get("run")).contains("${{"), "a value is never pasted into a shell");
        Outcome outcome = call(
                Map.of("JOB", "order_expiry", "NARU_CRON_KEY", cluster.secret("cron", "cron-hmac.key")),
                "sh",
                "-c",
                String.valueOf(step.get("run")));
        assertEquals(0, outcome.exit(), outcome.output());
        assertTrue(outcome.output().contains("\"job\":\"order_expiry\""), outcome.output());
    }

    @Test
    void theManifestOfKubernetesSaysWhatItMust() throws Exception {
        Map<?, ?> manifest = yaml("kubernetes-cronjob.yaml");
        assertEquals("batch/v1", manifest.get("apiVersion"));
        assertEquals("CronJob", manifest.get("kind"));
        Map<?, ?> spec = (Map<?, ?>) manifest.get("spec");
        assertEquals("Asia/Seoul", spec.get("timeZone"));
        assertEquals("Forbid", spec.get("concurrencyPolicy"));
        assertTrue((int) spec.get("startingDeadlineSeconds") > 10, "below ten it may never start");
        Map<?, ?> job = (Map<?, ?>) ((Map<?, ?>) spec.get("jobTemplate")).get("spec");
        Map<?, ?> pod = (Map<?, ?>) ((Map<?, ?>) job.get("template")).get("spec");
        assertEquals("Never", pod.get("restartPolicy"));
        Map<?, ?> container = (Map<?, ?>) ((List<?>) pod.get("containers")).getFirst();
        assertEquals(List.of("/bin/sh", "/opt/naru/naru-cron.sh", "auto_payment"), container.get("command"));
        Map<String, Object> volumes = new TreeMap<>();
        ((List<?>) pod.get("volumes"))
                .forEach(volume -> volumes.put(String.valueOf(((Map<?, ?>) volume).get("name")), volume));
        ((List<?>) container.get("volumeMounts"))
                .forEach(mount -> assertTrue(volumes.containsKey(((Map<?, ?>) mount).get("name")), mount.toString()));
    }

    private static Map<?, ?> yaml(String file) throws IOException {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(CALLERS.resolve(file)));
    }

    private static String runId(Outcome outcome) {
        Matcher id = Pattern.compile("\"runId\":\"([^\"]+)\"").matcher(outcome.output());
        assertTrue(id.find(), outcome.output());
        return id.group(1);
    }

    private Outcome call(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(LocalCluster.REPOSITORY.toFile())
                .redirectErrorStream(true);
        builder.environment().put("NARU_PUBLIC_API_URL", cluster.urls().api());
        builder.environment().put("NARU_CRON_KEY_FILE", key.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Outcome(process.exitValue(), output);
    }
}
