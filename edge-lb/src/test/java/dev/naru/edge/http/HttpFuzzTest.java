package dev.naru.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Fuzz targets. In an ordinary build they replay their seeds in {@code src/test/resources}; {@code edge-lb/fuzz} mutates them.
 */
class HttpFuzzTest {
    /** Whatever comes: the reference agrees, and what is written is read back as the same request. */
    @FuzzTest(maxDuration = "20s")
    void requests(byte[] bytes) {
        RequestParser parser = new RequestParser(ReferenceParser.MAX_LINE, ReferenceParser.MAX_HEAD);
        RequestHead head = new RequestHead(ReferenceParser.MAX_FIELDS);
        int end = parser.parse(bytes, 0, bytes.length, head);
        assertEquals(ReferenceParser.parse(bytes) != null, end > 0);
        if (end <= 0 || head.method == RequestHead.Method.CONNECT || head.authorityEnd == head.authorityStart) {
            return;
        }
        boolean tunnel = head.wantsTunnel(bytes);
        byte[] out = new byte[ReferenceParser.MAX_HEAD * 2 + RequestWriter.MAX_ADDED + 100];
        int length = RequestWriter.write(
                bytes, head, out, Ascii.bytes("192.0.2.1"), false, true, tunnel, new Lines(), null, 1, 2);
        RequestHead again = new RequestHead(64);
        String target = Ascii.string(head.path, head.pathStart, head.pathEnd)
                + Ascii.string(bytes, head.queryStart, head.queryEnd);
        if (target.startsWith("*")) {
            return;
        }
        assertEquals(length, new RequestParser(8192, 16_384).parse(out, 0, length, again));
        assertEquals(target, Ascii.string(out, again.targetStart, again.targetEnd));
        assertEquals(head.chunked, again.chunked);
        assertEquals(Math.max(0, head.contentLength), Math.max(0, again.contentLength));
    }

    @FuzzTest(maxDuration = "20s")
    void responses(byte[] bytes) {
        ResponseParser parser = new ResponseParser(2048);
        ResponseHead head = new ResponseHead(16);
        int end = parser.parse(bytes, 0, bytes.length, head);
        if (end <= 0) {
            return;
        }
        boolean chunked = head.chunked && !head.bodiless();
        byte[] out = new byte[bytes.length + ResponseWriter.MAX_ADDED];
        int length = ResponseWriter.write(bytes, head, out, chunked, ResponseWriter.Persistence.CLOSE, new Lines());
        ResponseHead again = new ResponseHead(64);
        assertEquals(length, new ResponseParser(4096).parse(out, 0, length, again));
        assertEquals(head.status, again.status);
        assertTrue(again.closeOption);
        assertEquals(chunked, again.chunked);
    }

    /** Cut in two anywhere or not at all, the body and the end are the same. */
    @FuzzTest(maxDuration = "20s")
    void chunks(byte[] bytes) {
        String whole = read(bytes, bytes.length);
        assertEquals(whole, read(bytes, bytes.length / 2));
        assertEquals(whole, read(bytes, Math.min(1, bytes.length)));
    }

    private static String read(byte[] bytes, int cut) {
        ChunkReader reader = new ChunkReader();
        StringBuilder body = new StringBuilder();
        for (int part = 0; part < 2; part++) {
            int from = part == 0 ? 0 : cut;
            ByteBuf in = Unpooled.wrappedBuffer(bytes, from, (part == 0 ? cut : bytes.length) - from);
            int run = reader.next(in);
            while (run >= 0) {
                body.append(in.readCharSequence(run, java.nio.charset.StandardCharsets.ISO_8859_1));
                run = reader.next(in);
            }
            if (run == ChunkReader.END || run == ChunkReader.BROKEN) {
                return body + " " + run;
            }
        }
        return body + " more";
    }
}
