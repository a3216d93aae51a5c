package dev.naru.cluster.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** One upload that does not give up, or is to be given up: its line is cut where its random numbers say, and it looks whether anything half shows. */
final class StubbornUpload {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** How it ends. */
    enum End {
        ACKNOWLEDGED,
        ABANDONED,
        TERMINATED
    }

    final UUID id;
    final String product;
    final byte[] content;
    private final boolean tus;
    private final End end;
    private final RunningCluster cluster;
    private final String member;
    private final Random random;
    private final AtomicLong requests;
    private final long deadlineNanos = System.nanoTime() + LIMIT.toNanos();

    StubbornUpload(RunningCluster cluster, String product, int number, long seed, AtomicLong requests) {
        this.random = new Random(seed * 1_000_003 + number);
        this.cluster = cluster;
        this.product = product;
        this.member = "prover-" + number;
        this.id = new UUID(random.nextLong(), random.nextLong());
        this.content = Picture.ofBytes(1 + random.nextInt(4 * 1024 * 1024), random.nextLong());
        this.tus = random.nextBoolean();
        this.end = switch (random.nextInt(8)) {
            case 0 -> End.ABANDONED;
            case 1 -> End.TERMINATED;
            default -> End.ACKNOWLEDGED;
        };
        this.requests = requests;
    }

    End run() {
        if (tus) {
            resumable();
        } else {
            plain();
        }
        peek();
        return tus || end == End.ACKNOWLEDGED ? end : End.ABANDONED;
    }

    private void plain() {
        String head = "PUT /files/" + id + "?product=" + product + " HTTP/1.1\r\nContent-Type: image/png\r\n";
        for (int cuts = 0; ; cuts++) {
            boolean cut = end != End.ACKNOWLEDGED || random.nextInt(3) == 0;
            CutLine.Answer answer = attempt(head, content, cut);
            if (answer != null && (answer.status() == 201 || answer.status() == 200)) {
                return;
            }
            require(answer, 503, 502, 504);
            if (end != End.ACKNOWLEDGED && cuts == 1) {
                return;
            }
            peek();
        }
    }

    private void resumable() {
        String upload = "/files/uploads/" + id;
        create();
        int cuts = 0;
        while (true) {
            CutLine.Answer state = insist("HEAD " + upload, 200);
            int offset = Integer.parseInt(state.header("Upload-Offset"));
            if (offset == content.length) {
                return;
            }
            if (end != End.ACKNOWLEDGED && cuts++ == 2) {
                if (end == End.TERMINATED) {
                    insist("DELETE " + upload, 204, 404);
                }
                return;
            }
            byte[] rest = Arrays.copyOfRange(content, offset, content.length);
            String head =
                    "PATCH " + upload + " HTTP/1.1\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: "
                            + offset + "\r\nTus-Resumable: 1.0.0\r\n";
            require(attempt(head, rest, end != End.ACKNOWLEDGED || random.nextBoolean()), 204, 409, 502, 503, 504);
            peek();
        }
    }

    private void create() {
        String metadata =
                "filetype " + base64("image/png") + ",product " + base64(product) + ",id " + base64(id.toString());
        insist(
                "POST /files/uploads HTTP/1.1\r\nUpload-Metadata: " + metadata + "\r\nUpload-Length: " + content.length
                        + "\r\n",
                201);
    }

    /** Repeats a request without a body until it is answered as it must be. */
    private CutLine.Answer insist(String start, int... statuses) {
        String head = start.contains("HTTP/1.1") ? start : start + " HTTP/1.1\r\n";
        while (true) {
            CutLine.Answer answer = attempt(head + "Tus-Resumable: 1.0.0\r\n", new byte[0], false);
            if (answer != null && Arrays.stream(statuses).anyMatch(status -> status == answer.status())) {
                return answer;
            }
            require(answer, 502, 503, 504);
        }
    }

    /** Nothing, or all of it: never anything else. */
    private void peek() {
        CutLine.Answer answer = attempt("GET /files/" + id + " HTTP/1.1\r\n", new byte[0], false);
        if (answer != null && answer.status() == 200) {
            assertArrayEquals(content, answer.body(), "half a file was served under " + id);
        } else {
            require(answer, 404, 502, 503, 504);
        }
    }

    private CutLine.Answer attempt(String head, byte[] body, boolean cut) {
        if (System.nanoTime() - deadlineNanos > 0) {
            throw new AssertionError("upload " + id + " was not finished within " + LIMIT);
        }
        requests.incrementAndGet();
        try {
            String ticket = "Authorization: Bearer " + ProofTickets.of(cluster, member) + "\r\n";
            int sent = cut && body.length > 0 ? random.nextInt(body.length) : body.length;
            return CutLine.exchange(cluster.urls().httpPort(), head + ticket, body, sent);
        } catch (IOException e) {
            LockSupport.parkNanos(PAUSE.toNanos());
            return null;
        }
    }

    /** No answer is an answer here; a wrong one is not. */
    private void require(CutLine.Answer answer, int... statuses) {
        if (answer != null && Arrays.stream(statuses).noneMatch(status -> status == answer.status())) {
            throw new AssertionError("upload " + id + (tus ? " (tus)" : " (PUT)") + ": unexpected " + answer.status()
                    + " " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        if (answer != null && answer.status() >= 500) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
