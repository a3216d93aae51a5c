package dev.naru.cluster.endtoend;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Real pictures, no two the same. */
final class Picture {
    private Picture() {}

    static byte[] png(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, ThreadLocalRandom.current().nextInt());
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A PNG of one pixel and exactly so many bytes more: a chunk of them that decoders ignore. No two seeds make the same. */
    static byte[] ofBytes(int bytes, long seed) {
        byte[] png = png(1, 1);
        byte[] chunk = new byte[4 + bytes];
        new Random(seed).nextBytes(chunk);
        System.arraycopy("naRu".getBytes(StandardCharsets.US_ASCII), 0, chunk, 0, 4);
        CRC32 crc = new CRC32();
        crc.update(chunk);
        int end = png.length - 12;
        return ByteBuffer.allocate(png.length + 12 + bytes)
                .put(png, 0, end)
                .putInt(bytes)
                .put(chunk)
                .putInt((int) crc.getValue())
                .put(png, end, 12)
                .array();
    }
}
