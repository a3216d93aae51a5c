package dev.naru.bench.report;

import java.util.Locale;

/** Writes an SVG 1.1 document. Coordinates are pixels from the top left corner. */
final class Svg {

    private final StringBuilder out = new StringBuilder();

    Svg(int width, int height, String title) {
        out.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n"
                        .formatted(width, height, width, height));
        out.append("<title>").append(escape(title)).append("</title>\n");
        rectangle(0, 0, width, height, "#ffffff");
    }

    void rectangle(double x, double y, double width, double height, String fill) {
        out.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                x,
                y,
                width,
                height,
                fill));
    }

    void line(double x1, double y1, double x2, double y2, String stroke) {
        out.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                stroke));
    }

    void polyline(double[] xs, double[] ys, String stroke) {
        out.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(stroke)
                .append("\" points=\"");
        for (int i = 0; i < xs.length; i++) {
            out.append(String.format(Locale.ROOT, "%.1f,%.1f ", xs[i], ys[i]));
        }
        out.append("\"/>\n");
    }

    /** {@code anchor}: start, middle or end. */
    void text(double x, double y, String anchor, int size, String text) {
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-family=\"sans-serif\" font-size=\"%d\" fill=\"#222222\">%s</text>%n",
                x,
                y,
                anchor,
                size,
                escape(text)));
    }

    String document() {
        return out + "</svg>\n";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
