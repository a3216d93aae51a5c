package dev.naru.origin.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Refuses polyglots: files that are a good image and, to another reader, a good archive, document or page. PNG and WebP must end where their format
 * says. JPEG and GIF may carry more (a phone's motion photo does), but no file may show the marks by which ZIP and JAR (at the end), PDF, HTML, SVG
 * and PHP (at the start) are found. Nothing is decoded.
 */
final class ImageEnd {

    /** PNG encoders write chunks of some KiB; 10 MiB have some thousand. */
    private static final int MAX_PNG_CHUNKS = 100_000;

    private static final int PNG_IEND = 0x49454E44;
    private static final int MARKS_WITHIN = 1024;
    private static final List<String> MARKS =
            List.of("%pdf-", "<!doctype", "<html", "<script", "<svg", "<?php", "<iframe");
    /** An end record of 22 bytes and its longest comment (APPNOTE 4.3.16). */
    private static final int ZIP_END_WITHIN = 22 + 0xFFFF;

    private static final String ZIP_END = "PK\u0005\u0006";

    private ImageEnd() {}

    /** What speaks against a complete file of the type whose header was found good; empty when nothing does. */
    static Optional<String> complaint(FileChannel file, ImageType type) throws IOException {
        long size = file.size();
        Optional<String> end =
                switch (type) {
                    case PNG -> png(file, size);
                    case WEBP -> webp(file, size);
                    case JPEG, GIF -> Optional.empty();
                };
        if (end.isPresent()) {
            return end;
        }
        String start = text(file, 0, (int) Math.min(size, MARKS_WITHIN)).toLowerCase(Locale.ROOT);
        for (String mark : MARKS) {
            if (start.contains(mark)) {
                return Optional.of("it holds " + mark + " like a document");
            }
        }
        int tail = (int) Math.min(size, ZIP_END_WITHIN);
        return text(file, size - tail, tail).contains(ZIP_END)
                ? Optional.of("it is a ZIP archive as well")
                : Optional.empty();
    }

    private static Optional<String> png(FileChannel file, long size) throws IOException {
        long at = 8;
        for (int chunk = 0; chunk < MAX_PNG_CHUNKS && at + 12 <= size; chunk++) {
            ByteBuffer head = bytes(file, at, 8);
            at += 12L + Integer.toUnsignedLong(head.getInt(0));
            if (head.getInt(4) == PNG_IEND) {
                return at == size ? Optional.empty() : Optional.of("bytes follow the end of the PNG");
            }
        }
        return Optional.of("the PNG has no end");
    }

    private static Optional<String> webp(FileChannel file, long size) throws IOException {
        long riff = Integer.toUnsignedLong(
                        bytes(file, 4, 4).order(ByteOrder.LITTLE_ENDIAN).getInt(0))
                + 8;
        return size == riff || size == riff + 1 ? Optional.empty() : Optional.of("the WebP does not end where it says");
    }

    private static String text(FileChannel file, long position, int count) throws IOException {
        return new String(bytes(file, position, count).array(), ISO_8859_1);
    }

    private static ByteBuffer bytes(FileChannel file, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {
            // to the end of either
        }
        return buffer.flip().limit(count);
    }
}
