package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Replays the corpus through the edge onto a back end that takes canonical HTTP/1.1 only. */
class CorpusTest {
    private static final String SITE = """
              - name: others
                default: true
                routes: [ { name: all, path: /, maxBodyBytes: 1000000, proxy: { upstream: app } } ]
            """;
    private static final Pattern REQUEST_LINE = Pattern.compile("[A-Z-]+ [^ \r\n]+ HTTP/1\\.1\r\n");

    /** What became of one message. */
    private record Replayed(CorpusMessage message, byte[] raw, List<RawClient.Answer> answers, int forwarded) {
        boolean passed() {
            return forwarded > 0 && answers.stream().allMatch(answer -> answer.status() < 400);
        }

        /** What the corpus wanted otherwise; empty when nothing. */
        String problem() {
            boolean refused = forwarded == 0 && !answers.isEmpty();
            return switch (message.verdict()) {
                case "accept" -> passed() == Framing.of(raw).whole() ? "" : passed() ? "passed a piece" : "not passed";
                case "reject" -> passed() ? "passed" : "";
                case "obfuscated-TE+CL" -> refused ? "" : "forwarded";
                default -> "";
            };
        }

        @Override
        public String toString() {
            return message + " -> "
                    + answers.stream().map(RawClient.Answer::status).toList();
        }
    }

    /** A strict reading of a client's octets: the whole requests before the first wrong octet, whether the last is cut off, and whether nothing is wrong. */
    private record Framing(int requests, boolean whole, boolean right) {
        static Framing of(byte[] raw) {
            StrictReader reader = new StrictReader(new ByteArrayInputStream(raw), false);
            int count = 0;
            try {
                while (reader.next() != null) {
                    count++;
                }
                return new Framing(count, true, true);
            } catch (EOFException e) {
                return new Framing(count, false, false);
            } catch (IOException e) {
                return new Framing(count, true, false);
            }
        }
    }

    @Test
    void nothingMalformedReachesTheBackEnd() throws Exception {
        List<Replayed> all = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        int malformed;
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge =
                        EdgeUnderTest.edge().to(backEnd).sites(SITE).start()) {
            for (CorpusMessage message : CorpusMessage.all()) {
                byte[] raw = message.verdict().equals("accept") ? completed(message.raw()) : message.raw();
                List<RawClient.Answer> answers = replay(edge, raw);
                all.add(new Replayed(message, raw, answers, backEnd.drain()));
            }
            malformed = backEnd.violations().size();
            assertEquals(List.of(), backEnd.violations());
        }
        for (Replayed replayed : all) {
            int strict = Framing.of(replayed.raw()).requests();
            if (replayed.forwarded() > strict) {
                wrong.add(replayed.forwarded() + " forwarded, a strict reading finds " + strict + ": " + replayed);
            }
            boolean decided =
                    CorpusDecisions.all().containsKey(replayed.message().id());
            if (decided == replayed.problem().isEmpty()) {
                wrong.add((decided ? "needs no decision: " : replayed.problem() + ": ") + replayed);
            }
        }
        long passed = all.stream().filter(Replayed::passed).count();
        System.out.println("corpus: " + all.size() + " messages, " + passed + " passed, " + (all.size() - passed)
                + " refused, forwarded malformed = " + malformed);
        assertTrue(wrong.isEmpty(), () -> wrong.size() + " of the corpus:\n" + String.join("\n", wrong));
    }

    /** The client ends its side at once: what is whole is answered, what is not is refused. */
    private static List<RawClient.Answer> replay(EdgeUnderTest edge, byte[] raw) throws IOException {
        try (RawClient client = edge.connect()) {
            client.sendMaybe(raw);
            try {
                client.finish();
            } catch (IOException e) {
                // refused and closed already
            }
            return client.answers();
        }
    }

    /**
     * Many messages that must pass are pieces: without the Host that HTTP/1.1 asks for, or cut off before the last empty line. What is meant to be tested in them is
     * tested when they are whole.
     */
    private static byte[] completed(byte[] raw) {
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        StringBuilder whole = new StringBuilder();
        Matcher line = REQUEST_LINE.matcher(text);
        int at = 0;
        while (line.find()) {
            int end = text.indexOf("\r\n\r\n", line.start());
            String head = text.substring(line.start(), end < 0 ? text.length() : end + 2);
            whole.append(text, at, line.end());
            if (!head.toLowerCase(Locale.ROOT).contains("\nhost:")) {
                whole.append("Host: a.test\r\n");
            }
            at = line.end();
        }
        byte[] withHost = whole.append(text, at, text.length()).toString().getBytes(StandardCharsets.ISO_8859_1);
        if (Framing.of(withHost).whole()) {
            return withHost;
        }
        byte[] ended = whole.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        return Framing.of(ended).right() ? ended : withHost;
    }
}
