package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.naru.edge.config.DeploymentConfig.Signal;
import dev.naru.edge.deploy.AppSignal.Health;
import dev.naru.edge.deploy.AppSignal.Reading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The application's own number, asked for over real HTTP. */
class HttpSignalTest {
    private static final int FAILURES = 2;

    private HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile String body = "";
    private volatile boolean mute;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().toString());
        if (mute) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Asks again at once, and takes numbers from 0.97 to 1. */
    private HttpSignal signal(Signal.Format format, String value, boolean holdWhenSilent) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/rate?group={group}";
        return new HttpSignal(new Signal(url, format, value, 0.97, 1.0, 0, 300, FAILURES, holdWhenSilent));
    }

    /** As a deployment does, look by look. */
    private static Reading await(HttpSignal signal, Predicate<Reading> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Reading reading = signal.read("prod2");
        while (!wanted.test(reading)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("last heard: " + reading);
            }
            Thread.sleep(2);
            reading = signal.read("prod2");
        }
        return reading;
    }

    private static Reading await(HttpSignal signal, String text) throws InterruptedException {
        return await(signal, reading -> reading.text().contains(text));
    }

    @Test
    void aNumberDownAJsonAnswerIsHeldAgainstItsBounds() throws Exception {
        body = "{\"payments\":{\"successRate\":0.985,\"count\":7}}";
        try (HttpSignal signal = signal(Signal.Format.JSON, "payments.successRate", true)) {
            assertEquals(Health.GOOD, signal.read("prod2").health(), "the first look waits for nothing");
            Reading heard = await(signal, "payments.successRate is 0.985, at least 0.97, at most 1.0");
            assertEquals(Health.GOOD, heard.health());
            assertEquals("/rate?group=prod2", asked.getFirst());
        }
    }

    @Test
    void aNumberOfPrometheusIsFoundByItsNameAndLabels() throws Exception {
        body = """
            # HELP payments_ok The share that succeeded.
            payments_ok{group="prod1"} 0.5
            payments_ok_total 3
            payments_ok{group="prod2"} 0.99 1700000000000
            """;
        try (HttpSignal signal = signal(Signal.Format.PROMETHEUS, "payments_ok{group=\"prod2\"}", true)) {
            assertEquals(Health.GOOD, await(signal, "is 0.99").health());
        }
    }

    @Test
    void soManyBadNumbersInARowAreBadAndAGoodOneEndsThat() throws Exception {
        body = "{\"rate\":0.5}";
        try (HttpSignal signal = signal(Signal.Format.JSON, "rate", true)) {
            assertTrue(await(signal, reading -> reading.health() == Health.BAD)
                    .text()
                    .contains("rate is 0.5"));
            assertTrue(asked.size() >= FAILURES);
            body = "{\"rate\":1.0}";
            await(signal, reading -> reading.health() == Health.GOOD);
            body = "{\"rate\":1.5}";
            await(signal, reading -> reading.health() == Health.BAD);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {}                      | no number rate",
                "200 | {\"rate\":\"0.99\"}     | no number rate",
                "200 | {\"rate\":{\"a\":1}}    | no number rate",
                "200 | [0.99]                  | no number rate",
                "200 | <html>                  | no number rate",
                "200 | {\"rate\":0.99          | no number rate",
                "503 | {\"rate\":0.99}         | status 503",
                "302 | {\"rate\":0.99}         | status 302"
            })
    void whatIsNoNumberIsSilence(int code, String text, String why) throws Exception {
        status = code;
        body = text;
        try (HttpSignal signal = signal(Signal.Format.JSON, "rate", true)) {
            assertTrue(await(signal, reading -> reading.health() == Health.SILENT)
                    .text()
                    .contains(why));
        }
    }

    @ParameterizedTest
    @CsvSource({"up NaN", "up +Inf", "up many", "upper 0.99", "up{a=\"b\"} 0.99"})
    void whatIsNoNumberOfPrometheusIsSilence(String text) throws Exception {
        body = text + "\n";
        try (HttpSignal signal = signal(Signal.Format.PROMETHEUS, "up", true)) {
            await(signal, reading -> reading.health() == Health.SILENT);
        }
    }

    @Test
    void anAnswerWithoutAnEndIsCut() throws Exception {
        body = "{\"rate\":0.99,\"padding\":\"" + "x".repeat(300_000) + "\"}";
        try (HttpSignal signal = signal(Signal.Format.JSON, "rate", true)) {
            assertTrue(await(signal, reading -> reading.health() == Health.SILENT)
                    .text()
                    .contains("no answer"));
        }
    }

    @Test
    void noAnswerInTimeIsSilenceAndLookingNeverWaits() throws Exception {
        mute = true;
        try (HttpSignal signal = signal(Signal.Format.JSON, "rate", true)) {
            Reading silent = await(signal, reading -> reading.health() == Health.SILENT);
            assertTrue(silent.text().contains("TimeoutException"), silent.text());
            mute = false;
            released.countDown();
            body = "{\"rate\":0.99}";
            await(
                    signal,
                    reading -> reading.health() == Health.GOOD && reading.text().contains("0.99"));
        }
    }

    @Test
    void silenceThatDoesNotMatterIsGood() throws Exception {
        server.stop(0);
        try (HttpSignal signal = signal(Signal.Format.JSON, "rate", false)) {
            assertEquals(Health.GOOD, await(signal, "no answer").health());
        }
    }
}
