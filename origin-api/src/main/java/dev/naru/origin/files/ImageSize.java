package dev.naru.origin.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Width and height in pixels, read from an image's header without decoding it: a small file can decode to gigabytes, so the limit must be
 * checked before any decoder sees the bytes.
 *
 * <p>Sources: ITU-T T.81 annex B (JPEG markers), W3C PNG 11.2.2 (IHDR), RFC 9649 section 2 (WebP), GIF89a section 18.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 */
record ImageSize(int width, int height) {

    /** JPEG segments looked at before the frame header; cameras write fewer than a hundred. */
    private static final int MAX_JPEG_SEGMENTS = 1000;

    /** The header is cut short or contradicts its format. */
    static final class MalformedImageException extends Exception {
        MalformedImageException(String message) {
            super(message);
        }
    }

    ImageSize {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an image has at least one pixel: " + width + "x" + height);
        }
    }

    long pixels() {
        return (long) width * height;
    }

    /**
     * Reads the size from a complete file of the given type; the channel's position is not moved.
     *
     * @throws MalformedImageException when the header is not one of the type
     */
    static ImageSize read(FileChannel file, ImageType type) throws IOException, MalformedImageException {
        return switch (type) {
            case PNG -> png(bytes(file, 0, 24));
            case GIF -> gif(bytes(file, 0, 10));
            case WEBP -> webp(bytes(file, 0, 30));
            case JPEG -> jpeg(file);
        };
    }

    private static ImageSize png(ByteBuffer head) throws MalformedImageException {
        if (head.getInt(12) != 0x49484452) { // "IHDR"
            throw new MalformedImageException("PNG without IHDR at its start");
        }
        return of(head.getInt(16), head.getInt(20));
    }

    private static ImageSize gif(ByteBuffer head) throws MalformedImageException {
        head.order(ByteOrder.LITTLE_ENDIAN);
        return of(head.getShort(6) & 0xFFFF, head.getShort(8) & 0xFFFF);
    }

    private static ImageSize webp(ByteBuffer head) throws MalformedImageException {
        int chunk = head.getInt(12);
        head.order(ByteOrder.LITTLE_ENDIAN);
        return switch (chunk) {
            case 0x56503820 -> { // "VP8 ": a three-byte tag and the start code 9d 01 2a come before the size
                if ((head.getInt(23) & 0xFFFFFF) != 0x2A019D) {
                    throw new MalformedImageException("WebP without a VP8 key frame");
                }
                yield of(head.getShort(26) & 0x3FFF, head.getShort(28) & 0x3FFF);
            }
            case 0x5650384C -> { // "VP8L"
                int bits = head.getInt(21);
                yield of((bits & 0x3FFF) + 1, ((bits >>> 14) & 0x3FFF) + 1);
            }
            case 0x56503858 -> // "VP8X"
                of((head.getInt(24) & 0xFFFFFF) + 1, (head.getInt(26) >>> 8) + 1);
            default -> throw new MalformedImageException("WebP with an unknown first chunk");
        };
    }

    private static ImageSize jpeg(FileChannel file) throws IOException, MalformedImageException {
        long at = 2;
        for (int segment = 0; segment < MAX_JPEG_SEGMENTS; segment++) {
            ByteBuffer head = bytes(file, at, 4);
            int marker = head.get(1) & 0xFF;
            if ((head.get(0) & 0xFF) != 0xFF) {
                throw new MalformedImageException("JPEG without a marker at byte " + at);
            }
            if (marker == 0xFF) { // a fill byte
                at++;
            } else if (isFrame(marker)) {
                ByteBuffer frame = bytes(file, at + 5, 4);
                return of(frame.getShort(2) & 0xFFFF, frame.getShort(0) & 0xFFFF);
            } else if (marker == 0xD9 || marker == 0xDA) {
                throw new MalformedImageException("JPEG without a frame header before its data");
            } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) { // stands alone, has no length
                at += 2;
            } else {
                int length = head.getShort(2) & 0xFFFF;
                if (length < 2) {
                    throw new MalformedImageException("JPEG segment of length " + length + " at byte " + at);
                }
                at += 2 + length;
            }
        }
        throw new MalformedImageException("JPEG with more than " + MAX_JPEG_SEGMENTS + " segments before its frame");
    }

    /** Start-of-frame markers are C0–CF without C4 (Huffman table), C8 (reserved) and CC (arithmetic conditioning). */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static ImageSize of(int width, int height) throws MalformedImageException {
        if (width < 1 || height < 1) {
            throw new MalformedImageException("a size of " + width + "x" + height + " pixels");
        }
        return new ImageSize(width, height);
    }

    private static ByteBuffer bytes(FileChannel file, long position, int count)
            throws IOException, MalformedImageException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new MalformedImageException("the file ends within its header, at byte " + file.size());
            }
        }
        return buffer.flip();
    }
}
