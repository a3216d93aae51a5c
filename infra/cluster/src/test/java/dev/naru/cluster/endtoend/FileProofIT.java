package dev.naru.cluster.endtoend;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Uploads lose nothing and leave nothing: while lines are cut after random bytes and the origin, the edge and the standby are killed in turn, what was
 * acknowledged is published byte for byte, and nothing else is. {@code infra/cluster/prove-files} runs it longer.
 */
@Tag("local")
final class FileProofIT {
    private static final List<String> VICTIMS = List.of("origin-a", "edge", "origin-b");
    private static final int AT_ONCE = 4;
    private static final long SEED = Long.getLong("naru.proof.seed", 20260101L);
    private static final int UPLOADS = Integer.getInteger("naru.proof.uploads", 18);
    private static final int KILLS = Integer.getInteger("naru.proof.kills", 3);

    private static LocalCluster cluster;

    private final AtomicLong requests = new AtomicLong();

    @BeforeAll
    static void start() {
        // A thumbnail whose maker is killed is made by another when its lease ends: not after two minutes.
        Map<String, String> impatient = Map.of("NARU_FILES_WORK_LEASE", "10s", "NARU_FILES_THUMBNAIL_TIMEOUT", "8s");
        cluster =
                new LocalCluster(LocalCluster.temporaryFolder(), Map.of("origin-a", impatient, "origin-b", impatient));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private record Done(StubbornUpload upload, StubbornUpload.End end) {}

    @Test
    void whatIsPublishedIsWhatWasAcknowledged() throws Exception {
        Random random = new Random(SEED);
        List<Done> all = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            int from = kill * UPLOADS / KILLS;
            all.addAll(
                    uploadWhileKilling(VICTIMS.get(kill % VICTIMS.size()), from, (kill + 1) * UPLOADS / KILLS, random));
            say("%d of %d uploads ended, %d requests".formatted(all.size(), UPLOADS, requests.get()));
        }
        Set<String> blobs = new TreeSet<>();
        for (Done done : all) {
            check(done, blobs);
        }
        Set<String> unfinished = all.stream()
                .filter(done -> done.end() == StubbornUpload.End.ABANDONED)
                .map(done -> done.upload().id.toString())
                .collect(Collectors.toSet());
        collect();
        // A request whose sender has left may end behind its upload, and leave a piece that was not there to be
        // collected: the next collection must take it.
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            List<String> orphans = orphans(unfinished);
            if (!orphans.isEmpty()) {
                say("orphans behind a collection: " + orphans);
                collect();
            }
            return orphans.isEmpty();
        });
        assertEquals(blobs, stored(), "blobs in the store, against those of acknowledged files and their thumbnails");
        assertEquals(List.of(), files("staging"));
        assertEquals(List.of(), files("forms"));
        say("seed %d: %d acknowledged, %d given up, %d kills, %d requests; %d blobs, no orphan"
                .formatted(
                        SEED,
                        all.stream()
                                .filter(done -> done.end() == StubbornUpload.End.ACKNOWLEDGED)
                                .count(),
                        all.stream()
                                .filter(done -> done.end() != StubbornUpload.End.ACKNOWLEDGED)
                                .count(),
                        KILLS,
                        requests.get(),
                        blobs.size()));
    }

    private List<Done> uploadWhileKilling(String victim, int from, int to, Random random) throws Exception {
        String product = "proof-" + from;
        try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Done>> running = new ArrayList<>();
            for (int i = from; i < to; i++) {
                StubbornUpload upload = new StubbornUpload(cluster, product, i, SEED, requests);
                running.add(workers.submit(() -> new Done(upload, upload.run())));
            }
            awaitRequests(2 + random.nextInt(3 * (to - from)), running);
            say("kill -9 " + victim);
            cluster.kill(victim);
            awaitRequests(5 + random.nextInt(20), running);
            cluster.start(victim);
            List<Done> done = new ArrayList<>();
            for (Future<Done> one : running) {
                done.add(one.get());
            }
            return done;
        }
    }

    /** Until so many more requests were made, or none will be. */
    private void awaitRequests(int more, List<Future<Done>> running) {
        long target = requests.get() + more;
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> requests.get() >= target || running.stream().allMatch(Future::isDone));
    }

    private void check(Done done, Set<String> blobs) throws Exception {
        StubbornUpload upload = done.upload();
        Response file = Http.api(cluster).get("/files/" + upload.id);
        if (done.end() != StubbornUpload.End.ACKNOWLEDGED) {
            assertEquals(404, file.statusCode(), () -> "never acknowledged, yet published: " + upload.id);
            return;
        }
        assertEquals(200, file.statusCode(), () -> "acknowledged and lost: " + upload.id);
        assertArrayEquals(upload.content, file.asByteArray());
        List<String> listed =
                Http.api(cluster).get("/files?product=" + upload.product).path("files.id");
        assertTrue(listed.contains(upload.id.toString()));
        blobs.add(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(upload.content)));
        // Whoever was making it may have been killed: another replica tries when the lease is over.
        Response thumbnail = await().atMost(Duration.ofMinutes(1))
                .until(() -> Http.api(cluster).get("/files/" + upload.id + "/thumbnail"), it -> it.statusCode() == 200);
        blobs.add(thumbnail.header("ETag").replace("\"", ""));
    }

    private static List<String> orphans(Set<String> unfinished) throws IOException {
        return files("uploads").stream()
                .filter(segment -> !unfinished.contains(segment.substring(0, 36)))
                .toList();
    }

    /** Makes everything in the store look old, and has the job collect what nobody needs. */
    private static void collect() throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(2, ChronoUnit.HOURS));
        try (Stream<Path> all = Files.walk(blobs())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, old);
            }
        }
        Instant instant = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String run = Cron.signed(cluster, "POST", "/cron/upload_gc")
                .header("X-Naru-Scheduled-At", instant.toString())
                .post("/cron/upload_gc")
                .then()
                .statusCode(202)
                .extract()
                .path("runId");
        await().atMost(Duration.ofMinutes(1)).until(() -> Cron.signed(cluster, "GET", "/cron/runs/" + run)
                .get("/cron/runs/" + run)
                .path("status")
                .equals("SUCCEEDED"));
    }

    private static Set<String> stored() throws IOException {
        try (Stream<Path> all = Files.walk(blobs().resolve("cas"))) {
            return all.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<String> files(String folder) throws IOException {
        try (Stream<Path> all = Files.list(blobs().resolve(folder))) {
            return all.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    private static Path blobs() {
        return cluster.data().resolve("blobs");
    }

    private static void say(String line) {
        System.out.println("naru     | " + line);
    }
}
