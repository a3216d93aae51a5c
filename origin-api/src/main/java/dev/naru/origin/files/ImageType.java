package dev.naru.origin.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The image formats that may be uploaded, each known by its magic bytes. SVG is left out on purpose: it is a document that can run scripts in
 * the shop's origin.
 */
enum ImageType {
    JPEG("image/jpeg"),
    PNG("image/png"),
    WEBP("image/webp"),
    GIF("image/gif");

    /** Bytes of the body's start that {@link #sniff} needs to decide: WebP's mark ends at byte 12. */
    static final int SNIFF_BYTES = 12;

    private static final byte[] JPEG_MAGIC = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final byte[] PNG_MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private final String mediaType;

    ImageType(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** The type that a {@code Content-Type} value declares, its parameters ignored; empty when it is not on the list. */
    static Optional<ImageType> declared(String contentType) {
        int semicolon = contentType.indexOf(';');
        String bare = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        return ofMediaType(bare);
    }

    static Optional<ImageType> ofMediaType(String mediaType) {
        return Arrays.stream(values())
                .filter(type -> type.mediaType.equals(mediaType))
                .findFirst();
    }

    /** The type that the first bytes of a body show; empty when they are no image of the list. */
    static Optional<ImageType> sniff(byte[] start, int length) {
        if (startsWith(start, length, 0, JPEG_MAGIC)) {
            return Optional.of(JPEG);
        }
        if (startsWith(start, length, 0, PNG_MAGIC)) {
            return Optional.of(PNG);
        }
        if (startsWith(start, length, 0, ascii("RIFF")) && startsWith(start, length, 8, ascii("WEBP"))) {
            return Optional.of(WEBP);
        }
        if (startsWith(start, length, 0, ascii("GIF87a")) || startsWith(start, length, 0, ascii("GIF89a"))) {
            return Optional.of(GIF);
        }
        return Optional.empty();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static boolean startsWith(byte[] bytes, int length, int offset, byte[] magic) {
        return length >= offset + magic.length
                && Arrays.equals(bytes, offset, offset + magic.length, magic, 0, magic.length);
    }
}
