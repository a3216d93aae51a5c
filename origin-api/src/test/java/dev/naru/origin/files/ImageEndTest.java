package dev.naru.origin.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageEndTest {

    @TempDir
    Path dir;

    @Test
    void takesPlainImages() throws IOException {
        assertEquals(Optional.empty(), complaint(Images.uniquePng(), ImageType.PNG));
        assertEquals(Optional.empty(), complaint(Images.jpeg(30, 20), ImageType.JPEG));
        assertEquals(Optional.empty(), complaint(Images.gif(30, 20), ImageType.GIF));
        assertEquals(Optional.empty(), complaint(Images.webpLossy(30, 20), ImageType.WEBP));
    }

    /** A motion photo has its film after the picture; that is no archive and no page. */
    @Test
    void takesPicturesWithAFilmBehindThem() throws IOException {
        assertEquals(
                Optional.empty(), complaint(join(Images.jpeg(3, 3), "\0\0\0 ftypmp42".getBytes()), ImageType.JPEG));
    }

    @Test
    void refusesArchivesThatAreImagesAsWell() throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("Evil.class"));
        }
        for (var image : new byte[][] {Images.jpeg(3, 3), Images.gif(3, 3)}) {
            ImageType type = ImageType.sniff(image, image.length).orElseThrow();
            assertTrue(complaint(join(image, zip.toByteArray()), type)
                    .orElseThrow()
                    .contains("ZIP"));
        }
        assertTrue(complaint(join(Images.png(3, 3), zip.toByteArray()), ImageType.PNG)
                .isPresent());
    }

    @Test
    void refusesPagesAndScriptsThatAreImagesAsWell() throws IOException {
        byte[] page = "GIF89a/*\0*/=1;<ScRiPt>alert(1)</script>".getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(complaint(page, ImageType.GIF).isPresent());
        assertTrue(complaint(
                        join("GIF89a\1\0\1\0".getBytes(StandardCharsets.ISO_8859_1), "%PDF-1.7".getBytes()),
                        ImageType.GIF)
                .isPresent());
    }

    @Test
    void refusesPngAndWebpThatDoNotEndWhereTheySay() throws IOException {
        byte[] png = Images.png(3, 3);
        assertTrue(complaint(join(png, new byte[1]), ImageType.PNG).isPresent());
        assertTrue(complaint(Arrays.copyOf(png, png.length - 12), ImageType.PNG).isPresent());
        assertTrue(complaint(join(Images.webpLossy(3, 3), new byte[2]), ImageType.WEBP)
                .isPresent());
    }

    private Optional<String> complaint(byte[] bytes, ImageType type) throws IOException {
        try (FileChannel file = FileChannel.open(Files.write(dir.resolve("image"), bytes))) {
            return ImageEnd.complaint(file, type);
        }
    }

    private static byte[] join(byte[] one, byte[] two) {
        byte[] all = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, all, one.length, two.length);
        return all;
    }
}
