package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** One line per request, whatever became of it, and none that a client forged. */
class AccessLogTest {
    private static void requests(EdgeUnderTest edge) throws Exception {
        try (RawClient client = edge.connect()) {
            client.send(
                            "GET /a?b HTTP/1.1\r\nHost: a.test\r\nReferer: http://r/\"x\\\u00e9\r\nUser-Agent: t\tool\r\n\r\n")
                    .answer();
            client.get("/own").answer();
            client.get("/moved/x").answer();
            client.send("GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n").answer();
            client.send("GET /\"quoted\\ HTTP/1.1\r\nHost: a.test\r\nX : y\r\n\r\n")
                    .answer();
        }
        try (RawClient client = edge.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nEvil: a\r\r\n\r\n").answer();
        }
        try (RawClient client = edge.connect()) {
            client.send("POST /small/ HTTP/1.1\r\nHost: a.test\r\nContent-Length: 11\r\n\r\n")
                    .answer();
        }
    }

    @Test
    void combinedLinesSayWhatBecameOfEach() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = EdgeUnderTest.edge().to(backEnd).start()) {
            requests(edge);
            List<String> lines = edge.log();
            assertEquals(7, lines.size(), String.join("\n", lines));
            String server = "127.0.0.1:" + backEnd.port();
            String time = "\\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}\\]";
            assertMatches(
                    "127\\.0\\.0\\.1 - - " + time
                            + " \"GET /a\\?b HTTP/1\\.1\" 200 2 \"http://r/\\\\x22x\\\\x5c\\\\xe9\" \"t\\\\x09ool\" a\\.test ok main/all "
                            + server + " 1 \\d+\\.\\d{3} \\d+\\.\\d{3} [0-9a-f]{32}",
                    lines.get(0));
            assertMatches(".* \"GET /own HTTP/1\\.1\" 200 .* respond main/own - 0 .*", lines.get(1));
            assertMatches(".* 308 .* redirect main/moved - 0 .*", lines.get(2));
            assertMatches(".* 421 .* unknown\\.test no-site -/- - 0 .*", lines.get(3));
            assertMatches(".* \"  ?HTTP/1\\.1\" 400 .* client-bad-request -/- - 0 .*", lines.get(4));
            assertMatches(".* 400 .*", lines.get(5));
            assertMatches(".* 413 .* body-too-large main/small .*", lines.get(6));
        }
    }

    @Test
    void jsonLinesAreJson() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = EdgeUnderTest.edge().to(backEnd).jsonLog().start()) {
            requests(edge);
            List<String> lines = edge.log();
            assertEquals(7, lines.size(), String.join("\n", lines));
            assertMatches(
                    "\\{\"time\":\"[^\"]+\",\"client\":\"127\\.0\\.0\\.1\",\"method\":\"GET\",\"host\":\"a\\.test\",\"target\":\"/a\\?b\",\"status\":200,\"outcome\":\"ok\",.*\"referer\":\"http://r/\\\\u0022x\\\\u005c\\\\u00e9\",\"agent\":\"t\\\\u0009ool\",\"requestId\":\"[0-9a-f]{32}\"\\}",
                    lines.getFirst());
        }
    }

    @Test
    void aThousandRequestsAreAThousandLines() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = EdgeUnderTest.edge().to(backEnd).start()) {
            try (RawClient client = edge.connect()) {
                for (int i = 0; i < 999; i++) {
                    client.get("/" + i).answer();
                }
            }
            List<String> lines = edge.log();
            assertEquals(999, lines.size());
            for (int i = 0; i < 999; i++) {
                assertTrue(lines.get(i).contains("\"GET /" + i + " HTTP/1.1\" 200"), lines.get(i));
            }
        }
    }

    private static void assertMatches(String regex, String line) {
        assertTrue(line.matches(regex), line);
    }
}
