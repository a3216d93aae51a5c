package dev.naru.cluster.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.cluster.NodePrograms;
import dev.naru.cluster.deploy.Replica.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operators' console in a headless Chromium, before a real edge under load: a deployment clicked through, and one that rolls back by itself. */
@Tag("local")
class ConsoleIT {
    private static final long TIMEOUT_S = 300;

    @TempDir
    Path folder;

    @Test
    void aDeploymentIsClickedThrough() throws Exception {
        try (DeployScene scene = DeployScene.start(folder, "10, 50, 100", 2000, 60)) {
            scene.release("prod2", Release.good("v2"));
            List<String> seen = drive(scene, "takes-over");
            assertEquals(List.of("refused That is not the token."), of(seen, "refused"));
            assertEquals(List.of("cookie true Strict"), of(seen, "cookie"));
            assertEquals(List.of("script-sees "), of(seen, "script-sees"));
            assertEquals(List.of("before-yes "), of(seen, "before-yes"));
            List<String> states = of(seen, "state");
            assertTrue(states.containsAll(List.of("state shifting", "state held", "state done")), states::toString);
            assertEquals(List.of("korean 완료"), of(seen, "korean"));
            assertEquals(List.of("drained-and-back "), of(seen, "drained-and-back"));
            assertTrue(of(seen, "explained").getFirst().contains("main"), seen::toString);
            assertTrue(of(seen, "account").getFirst().contains("0"), seen::toString);
            wentWell(seen);
            assertEquals(0, scene.shoppers.lost.get(), scene.shoppers::lastLoss);
        }
    }

    @Test
    void aBadReleaseIsSeenToRollBackByItself() throws Exception {
        try (DeployScene scene = DeployScene.start(folder, "10, 50, 100", 2000, 60)) {
            scene.release("prod2", new Release("failing", 20, 80));
            List<String> seen = drive(scene, "rolls-back");
            assertEquals("state rolled-back", of(seen, "state").getLast(), seen::toString);
            assertTrue(of(seen, "verdict").getFirst().contains("roll back"), seen::toString);
            wentWell(seen);
        }
    }

    /** Loaded nothing from elsewhere, met no error, fits a phone, and showed the report. */
    private static void wentWell(List<String> seen) {
        assertEquals(List.of(), of(seen, "page-error"));
        assertEquals(List.of(), of(seen, "request-elsewhere"));
        assertEquals(List.of("phone true"), of(seen, "phone"));
        assertEquals("end ", seen.getLast(), seen::toString);
    }

    private static List<String> of(List<String> seen, String what) {
        return seen.stream().filter(line -> line.startsWith(what + " ")).toList();
    }

    private static List<String> drive(DeployScene scene, String scenario) throws IOException, InterruptedException {
        Path pictures = Files.createDirectories(Path.of("target/console")).toAbsolutePath();
        Process node = NodePrograms.start(
                "console.mjs", """
                {"url":"%s","token":"%s","scenario":"%s","browser":"%s","pictures":"%s"}""".formatted(scene.admin, DeployScene.TOKEN, scenario, chromium(), pictures));
        List<String> seen = new ArrayList<>();
        Thread reader =
                Thread.ofVirtual().start(() -> node.inputReader().lines().forEach(seen::add));
        try {
            assertTrue(node.waitFor(TIMEOUT_S, TimeUnit.SECONDS), seen::toString);
            reader.join();
        } finally {
            node.destroyForcibly();
        }
        return seen;
    }

    private static Path chromium() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "This test looks at a page and needs Chromium: install it (Debian: apt-get install chromium)"));
    }
}
