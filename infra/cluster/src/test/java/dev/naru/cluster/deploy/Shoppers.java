package dev.naru.cluster.deploy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Steady load: users with a cookie each over kept connections, a page every so many milliseconds, and every fifth request a POST of its own number. */
final class Shoppers implements AutoCloseable {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final List<Thread> threads = new ArrayList<>();
    private final URI edge;
    private final long pauseMs;
    private volatile boolean stopped;

    final AtomicLong requests = new AtomicLong();
    /** No whole answer, or one of the edge's own. */
    final AtomicLong lost = new AtomicLong();
    /** The application's own 500. */
    final AtomicLong failed = new AtomicLong();

    /** The last answer of each user: group and version. */
    final Map<Integer, String> served = new ConcurrentHashMap<>();
    /** How often each user's group changed. */
    final Map<Integer, Integer> moves = new ConcurrentHashMap<>();
    /** Users that saw this version at least once. */
    final Map<String, Map<Integer, Boolean>> saw = new ConcurrentHashMap<>();
    /** Who the POSTs were that got an answer. */
    final Map<String, Boolean> answeredPosts = new ConcurrentHashMap<>();

    private volatile String firstLoss = "";

    Shoppers(URI edge, int users, long pauseMs) {
        this.edge = edge;
        this.pauseMs = pauseMs;
        for (int user = 0; user < users; user++) {
            int number = user;
            threads.add(Thread.ofVirtual().start(() -> shop(number)));
        }
    }

    private void shop(int user) {
        String cookie = "";
        for (int n = 0; !stopped; n++) {
            String post = "post-" + user + "-" + n;
            HttpRequest.Builder request = HttpRequest.newBuilder(edge.resolve("/page"))
                    .timeout(Duration.ofSeconds(10))
                    .header("Cookie", cookie.isEmpty() ? "theme=dark" : cookie);
            if (n % 5 == 4) {
                request.POST(BodyPublishers.ofString(post));
            }
            requests.incrementAndGet();
            try {
                HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
                if (n % 5 == 4) {
                    answeredPosts.put(post, true);
                }
                cookie = answer.headers()
                        .firstValue("Set-Cookie")
                        .map(set -> set.split(";", 2)[0])
                        .orElse(cookie);
                note(user, answer);
                Thread.sleep(pauseMs);
            } catch (IOException e) {
                lose(e.toString());
                if (!pause()) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean pause() {
        try {
            Thread.sleep(pauseMs);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void note(int user, HttpResponse<String> answer) {
        if (answer.headers().firstValue("Content-Type").orElse("").contains("problem+json")
                || answer.statusCode() == 503) {
            lose(answer.statusCode() + " " + answer.body());
            return;
        }
        if (answer.statusCode() == 500) {
            failed.incrementAndGet();
        }
        String now = answer.body();
        saw.computeIfAbsent(now, key -> new ConcurrentHashMap<>()).put(user, true);
        String before = served.put(user, now);
        if (before != null && !group(before).equals(group(now))) {
            moves.merge(user, 1, Integer::sum);
        }
    }

    private static String group(String answer) {
        return answer.substring(0, answer.indexOf(' '));
    }

    private void lose(String why) {
        lost.incrementAndGet();
        firstLoss = why;
    }

    String lastLoss() {
        return firstLoss;
    }

    /** Users that the group serves now. */
    long on(String group) {
        return served.values().stream()
                .filter(answer -> group(answer).equals(group))
                .count();
    }

    int sawVersion(String answer) {
        return saw.getOrDefault(answer, Map.of()).size();
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(15));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        client.close();
    }
}
