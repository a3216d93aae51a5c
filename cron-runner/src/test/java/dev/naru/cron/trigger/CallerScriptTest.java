package dev.naru.cron.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.cron.ApiStub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code callers/naru-cron.sh} against a server that checks signatures. */
class CallerScriptTest {
    private static final ApiStub API = new ApiStub();

    @TempDir
    Path folder;

    private record Outcome(int exit, String output) {}

    @BeforeAll
    static void start() {
        API.start();
    }

    @AfterAll
    static void stop() {
        API.stop();
    }

    private static Outcome run(Path keyFile, String job) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "callers/naru-cron.sh", job).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "NARU_PUBLIC_API_URL",
                        ApiStub.base(),
                        "NARU_CRON_KEY_FILE",
                        keyFile.toString(),
                        "NARU_SCHEDULED_AT",
                        "2026-01-01T00:00:00Z",
                        "NARU_CRON_ATTEMPTS",
                        "2"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Outcome(process.exitValue(), output);
    }

    @Test
    void signsACallThatTheServerTakes() throws Exception {
        Outcome outcome = run(ApiStub.keyFile(), "by_script");
        assertEquals(0, outcome.exit(), outcome.output());
        assertTrue(outcome.output().contains("\"status\":\"QUEUED\""), outcome.output());
        ApiStub.Call call = ApiStub.calls("by_script").getFirst();
        assertEquals(new ApiStub.Call("by_script", "2026-01-01T00:00:00Z", true, 202), call);
    }

    @Test
    void signsWithShortAndLongKeysToo() throws Exception {
        // RFC 2104 pads keys up to the block of 64 bytes; the signature must be right at both ends.
        for (String key : List.of("a".repeat(32), "0123456789abcdef".repeat(8))) {
            Path file = Files.writeString(folder.resolve("key"), key);
            assertEquals(1, run(file, "wrong_key").exit());
        }
        assertTrue(ApiStub.calls("wrong_key").stream().noneMatch(ApiStub.Call::signed));
    }

    @Test
    void retriesWithTheSameInstant() throws Exception {
        ApiStub.answer("script_retry", 503);
        Outcome outcome = run(ApiStub.keyFile(), "script_retry");
        assertEquals(0, outcome.exit(), outcome.output());
        assertEquals(
                List.of(503, 202),
                ApiStub.calls("script_retry").stream()
                        .map(ApiStub.Call::answered)
                        .toList());
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        ApiStub.answer("script_refused", 404);
        Outcome refused = run(ApiStub.keyFile(), "script_refused");
        assertEquals(1, refused.exit());
        assertTrue(refused.output().contains("HTTP 404"), refused.output());
        assertEquals(2, run(folder.resolve("nowhere"), "x").exit());
        assertEquals(2, run(ApiStub.keyFile(), "../etc").exit());
        Path bad = Files.writeString(folder.resolve("bad"), "not hex\n");
        assertTrue(run(bad, "x").output().contains("not hexadecimal"));
    }
}
