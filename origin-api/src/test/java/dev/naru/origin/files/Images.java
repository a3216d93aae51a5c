package dev.naru.origin.files;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Images to upload. */
final class Images {

    private Images() {}

    static byte[] png(int width, int height) {
        return encode("png", width, height);
    }

    static byte[] jpeg(int width, int height) {
        return encode("jpg", width, height);
    }

    static byte[] gif(int width, int height) {
        return encode("gif", width, height);
    }

    /** A PNG unlike any other one of the run. */
    static byte[] uniquePng() {
        return padded(png(3, 2), 64);
    }

    /** The PNG with a chunk of random bytes before its end, which decoders ignore; 12 bytes more than asked for. */
    static byte[] padded(byte[] png, int bytes) {
        byte[] random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        ByteBuffer all = ByteBuffer.allocate(png.length + 12 + bytes);
        all.put(png, 0, png.length - 12).putInt(bytes);
        byte[] chunk = ByteBuffer.allocate(4 + bytes)
                .put("naRu".getBytes(StandardCharsets.US_ASCII))
                .put(random)
                .array();
        CRC32 crc = new CRC32();
        crc.update(chunk);
        return all.put(chunk)
                .putInt((int) crc.getValue())
                .put(png, png.length - 12, 12)
                .array();
    }

    /** The head of a lossy WebP; RFC 9649 section 2.5. */
    static byte[] webpLossy(int width, int height) {
        ByteBuffer b = webp("VP8 ");
        b.put(new byte[] {0x30, 0x01, 0x00, (byte) 0x9D, 0x01, 0x2A});
        b.putShort((short) width).putShort((short) height);
        return b.array();
    }

    /** The head of a lossless WebP; section 2.6. */
    static byte[] webpLossless(int width, int height) {
        ByteBuffer b = webp("VP8L");
        b.put((byte) 0x2F).putInt((width - 1) | (height - 1) << 14);
        return b.array();
    }

    /** The head of an extended WebP; section 2.7. */
    static byte[] webpExtended(int width, int height) {
        ByteBuffer b = webp("VP8X");
        b.putInt(0)
                .put(24, (byte) (width - 1))
                .put(25, (byte) ((width - 1) >> 8))
                .put(26, (byte) ((width - 1) >> 16));
        b.put(27, (byte) (height - 1)).put(28, (byte) ((height - 1) >> 8)).put(29, (byte) ((height - 1) >> 16));
        return b.array();
    }

    private static ByteBuffer webp(String chunk) {
        return ByteBuffer.allocate(40)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(32)
                .put("WEBP".getBytes(StandardCharsets.US_ASCII))
                .put(chunk.getBytes(StandardCharsets.US_ASCII))
                .putInt(20);
    }

    private static byte[] encode(String format, int width, int height) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
