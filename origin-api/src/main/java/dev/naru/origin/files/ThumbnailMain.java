package dev.naru.origin.files;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.ExifUtils;
import net.coobird.thumbnailator.util.exif.Orientation;
import org.jspecify.annotations.Nullable;

/**
 * The process that decodes: {@code ThumbnailMain SIDE MAX_PIXELS}, an image on standard input, a JPEG of at most SIDE × SIDE pixels on standard
 * output. The exit status is 0, or 1 when there is none. Large images are sampled while they are read, so they are never whole in memory.
 */
final class ThumbnailMain {

    private static final double QUALITY = 0.82;

    private ThumbnailMain() {}

    public static void main(String[] args) throws IOException {
        ImageIO.setUseCache(false);
        int side = Integer.parseInt(args[0]);
        BufferedImage sampled = read(System.in, side, Long.parseLong(args[1]));
        int most = Math.min(side, Math.max(sampled.getWidth(), sampled.getHeight()));
        write(Thumbnails.of(onWhite(sampled)).size(most, most).asBufferedImage(), System.out);
    }

    private static BufferedImage read(InputStream in, int side, long maxPixels) throws IOException {
        try (ImageInputStream image = ImageIO.createImageInputStream(in)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(image);
            if (!readers.hasNext()) {
                throw new IOException("no reader for this image");
            }
            ImageReader reader = readers.next();
            reader.setInput(image, true, false);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > maxPixels) {
                throw new IOException(width + "x" + height + " pixels are too many");
            }
            // Twice the side is left, for the scaling proper to look at more than one pixel for each of its own.
            int step = Math.max(1, Math.max(width, height) / (2 * side));
            ImageReadParam sampling = reader.getDefaultReadParam();
            sampling.setSourceSubsampling(step, step, 0, 0);
            @Nullable Orientation orientation = isJpeg(reader) ? ExifUtils.getExifOrientation(reader, 0) : null;
            BufferedImage sampled = reader.read(0, sampling);
            // Phones store what the sensor saw and say how it was held.
            return orientation == null
                    ? sampled
                    : ExifFilterUtils.getFilterForOrientation(orientation).apply(sampled);
        }
    }

    private static boolean isJpeg(ImageReader reader) throws IOException {
        return reader.getFormatName().equalsIgnoreCase("jpeg");
    }

    /** JPEG knows no transparency. */
    private static BufferedImage onWhite(BufferedImage image) {
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = opaque.createGraphics();
        graphics.drawImage(image, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return opaque;
    }

    private static void write(BufferedImage image, OutputStream out) throws IOException {
        Thumbnails.of(image).scale(1).outputFormat("jpg").outputQuality(QUALITY).toOutputStream(out);
        out.flush();
    }
}
