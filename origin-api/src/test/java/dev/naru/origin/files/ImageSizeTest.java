package dev.naru.origin.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSizeTest {

    @TempDir
    Path dir;

    @Test
    void readsTheSizeOfEveryType() throws Exception {
        assertEquals(new ImageSize(640, 481), read(Images.png(640, 481), ImageType.PNG));
        assertEquals(new ImageSize(640, 481), read(Images.jpeg(640, 481), ImageType.JPEG));
        assertEquals(new ImageSize(640, 481), read(Images.gif(640, 481), ImageType.GIF));
        assertEquals(new ImageSize(640, 481), read(Images.webpLossy(640, 481), ImageType.WEBP));
        assertEquals(new ImageSize(16383, 9999), read(Images.webpLossless(16383, 9999), ImageType.WEBP));
        assertEquals(new ImageSize(70000, 69999), read(Images.webpExtended(70000, 69999), ImageType.WEBP));
    }

    @Test
    void findsTheJpegFrameBehindLongSegmentsAndFillBytes() throws Exception {
        byte[] jpeg = Images.jpeg(20, 10);
        byte[] exif = new byte[2 + 2 + 60_000];
        exif[0] = (byte) 0xFF;
        exif[1] = (byte) 0xE1;
        exif[2] = (byte) (60_002 >> 8);
        exif[3] = (byte) 60_002;
        byte[] fill = {(byte) 0xFF, (byte) 0xFF};
        assertEquals(
                new ImageSize(20, 10),
                read(concat(Arrays.copyOf(jpeg, 2), exif, exif, fill, tail(jpeg)), ImageType.JPEG));
    }

    @Test
    void refusesBrokenHeaders() {
        broken(ImageType.PNG, "89504e470d0a1a0a");
        broken(ImageType.PNG, "89504e470d0a1a0a0000000d49444154000000010000000108060000");
        broken(ImageType.PNG, "89504e470d0a1a0a0000000d49484452000000000000000108060000");
        broken(ImageType.PNG, "89504e470d0a1a0a0000000d49484452ffffffff0000000108060000");
        broken(ImageType.GIF, "47494638396100000100");
        broken(ImageType.JPEG, "ffd8ffe00010");
        broken(ImageType.JPEG, "ffd8ffe00001");
        broken(ImageType.JPEG, "ffd8ffda00020000");
        broken(ImageType.JPEG, "ffd8ffe0000212345678");
        broken(ImageType.WEBP, "52494646200000005745425041414141140000000000000000000000000000000000");
    }

    @Test
    void giantsAreReadWithoutOverflow() throws Exception {
        byte[] png = HexFormat.of().parseHex("89504e470d0a1a0a0000000d494844527fffffff7fffffff08060000");
        assertEquals(4611686014132420609L, read(png, ImageType.PNG).pixels());
    }

    @Test
    void sniffsOnlyTheListedTypes() {
        assertEquals(Optional.of(ImageType.PNG), sniff(Images.png(1, 1)));
        assertEquals(Optional.of(ImageType.JPEG), sniff(Images.jpeg(1, 1)));
        assertEquals(Optional.of(ImageType.GIF), sniff(Images.gif(1, 1)));
        assertEquals(Optional.of(ImageType.WEBP), sniff(Images.webpLossy(1, 1)));
        assertEquals(Optional.empty(), sniff("<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes()));
        assertEquals(Optional.empty(), sniff("<!doctype html><script>".getBytes()));
        assertEquals(Optional.empty(), sniff("RIFF1234WAVEfmt ".getBytes()));
        assertEquals(Optional.empty(), sniff(new byte[] {(byte) 0xFF, (byte) 0xD8}));
    }

    private static Optional<ImageType> sniff(byte[] bytes) {
        return ImageType.sniff(bytes, Math.min(bytes.length, ImageType.SNIFF_BYTES));
    }

    private void broken(ImageType type, String hex) {
        assertThrows(
                ImageSize.MalformedImageException.class,
                () -> read(HexFormat.of().parseHex(hex), type),
                hex);
    }

    private ImageSize read(byte[] bytes, ImageType type) throws IOException, ImageSize.MalformedImageException {
        Path file = Files.write(dir.resolve("image"), bytes);
        try (FileChannel channel = FileChannel.open(file)) {
            return ImageSize.read(channel, type);
        }
    }

    private static byte[] tail(byte[] bytes) {
        return Arrays.copyOfRange(bytes, 2, bytes.length);
    }

    private static byte[] concat(byte[]... parts) {
        byte[] all = new byte[0];
        for (byte[] part : parts) {
            int at = all.length;
            all = Arrays.copyOf(all, at + part.length);
            System.arraycopy(part, 0, all, at, part.length);
        }
        return all;
    }
}
