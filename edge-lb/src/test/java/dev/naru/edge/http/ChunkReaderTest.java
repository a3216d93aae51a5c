package dev.naru.edge.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkReaderTest {
    /** The body and the octets left over, or how it broke. */
    private record Read(String body, int end, String rest, HeadError error) {}

    private static Read read(byte[] bytes, int... cuts) {
        ChunkReader reader = new ChunkReader();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : bytes.length;
            ByteBuf in = Unpooled.wrappedBuffer(bytes, from, to - from);
            from = to;
            int run = reader.next(in);
            while (run >= 0) {
                byte[] piece = new byte[run];
                in.readBytes(piece);
                body.writeBytes(piece);
                run = reader.next(in);
            }
            if (run != ChunkReader.MORE) {
                String rest = in.toString(java.nio.charset.StandardCharsets.ISO_8859_1)
                        + Ascii.string(bytes, from, bytes.length);
                HeadError error = run == ChunkReader.BROKEN ? reader.error() : HeadError.NONE;
                return new Read(body.toString(), run, run == ChunkReader.END ? rest : "", error);
            }
        }
        return new Read(body.toString(), ChunkReader.MORE, "", HeadError.NONE);
    }

    private static Read read(String text) {
        return read(Ascii.bytes(text));
    }

    @Test
    void readsBodiesAndLeavesTheNextMessage() {
        assertEquals(
                new Read("hello world", ChunkReader.END, "GET", HeadError.NONE),
                read("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\nGET"));
    }

    @Test
    void dropsExtensionsAndTrailers() {
        String text = "5;a;b=c;d=\"x;\\\"y\"\r\nhello\r\n000;last\r\nContent-Length: 9\r\nX:\ty\r\n\r\n";
        assertEquals(new Read("hello", ChunkReader.END, "", HeadError.NONE), read(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "+5\r\n",
                "-5\r\n",
                "0x5\r\n",
                "5_0\r\n",
                " 5\r\n",
                "5 \r\n",
                "5\n",
                "5\rx",
                "g\r\n",
                "1234567890abcdef\r\n",
                "5;\r\n",
                "5; a\r\n",
                "5;a=\r\n",
                "5;a=\"x\u0001\"\r\n",
                "5;a=\"x\"y\r\n",
                "5;\u0000\r\n",
                "5;a\n",
                "1\r\nxx",
                "1\r\nx\n",
                "1\r\nx\rx",
                "0\r\n\n",
                "0\r\nX y: z\r\n",
                "0\r\n: z\r\n",
                "0\r\nX: \u0000\r\n",
                "0\r\nX: y\n",
                "0\r\n X: y\r\n",
                "0\r\nX : y\r\n"
            })
    void refusesBrokenFraming(String text) {
        assertEquals(ChunkReader.BROKEN, read(text).end());
    }

    @Test
    void boundsExtensionsAndTrailersOverTheWholeMessage() {
        assertEquals(
                HeadError.CHUNK_EXTENSION_TOO_LONG,
                read("1;" + "a".repeat(4097) + "\r\n").error());
        assertEquals(
                HeadError.CHUNK_EXTENSION_TOO_LONG,
                read(("1;" + "a".repeat(99) + "\r\nx\r\n").repeat(50)).error());
        assertEquals(
                HeadError.TRAILERS_TOO_LARGE,
                read("0\r\n" + ("X: " + "a".repeat(96) + "\r\n").repeat(100)).error());
    }

    /** Any body in any chunks, cut anywhere. */
    @Property(tries = 2_000)
    void bringsBackWhatWasWritten(
            @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 40) Integer> chunks,
            @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 2000) Integer> cuts) {
        StringBuilder text = new StringBuilder();
        StringBuilder body = new StringBuilder();
        for (int size : chunks) {
            String piece = "\r\n0;x".repeat(8).substring(0, size);
            body.append(piece);
            text.append(Integer.toHexString(size))
                    .append(size % 3 == 0 ? ";e=\"q\"" : "")
                    .append("\r\n")
                    .append(piece)
                    .append("\r\n");
        }
        byte[] bytes = Ascii.bytes(text + "0\r\nX: y\r\n\r\nnext");
        int[] places =
                cuts.stream().mapToInt(cut -> cut % bytes.length).sorted().toArray();
        assertEquals(new Read(body.toString(), ChunkReader.END, "next", HeadError.NONE), read(bytes, places));
    }

    /** Broken or not: where the octets are cut changes nothing. */
    @Property(tries = 5_000)
    void givesTheSameForEverySplit(
            @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 15) Integer> parts,
            @ForAll @IntRange(min = 0, max = 200) int cut) {
        String[] pieces = {
            "1",
            "0",
            "a",
            "\r\n",
            "\r\n",
            "\r",
            "\n",
            ";",
            "=",
            "\"",
            "x",
            "1\r\nx\r\n",
            "0\r\n",
            ": v",
            " ",
            "2\r\nxy\r\n"
        };
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(pieces[part]));
        byte[] bytes = Ascii.bytes(text.toString());
        int[] everywhere = java.util.stream.IntStream.range(0, bytes.length).toArray();
        assertEquals(read(bytes), read(bytes, everywhere), text.toString());
        assertEquals(read(bytes), read(bytes, cut % (bytes.length + 1)), text.toString());
    }

    @Test
    void isReadyAgainAfterReset() {
        ChunkReader reader = new ChunkReader();
        reader.next(Unpooled.wrappedBuffer(Ascii.bytes("5;ext")));
        reader.reset();
        ByteBuf in = Unpooled.wrappedBuffer(Ascii.bytes("1\r\nx\r\n0\r\n\r\n"));
        assertEquals(1, reader.next(in));
        byte[] one = new byte[1];
        in.readBytes(one);
        assertArrayEquals(Ascii.bytes("x"), one);
        assertEquals(ChunkReader.END, reader.next(in));
    }
}
