package dev.naru.edge.deploy;

import java.util.Locale;

/** The share of the new group over time as inline SVG: asked as a staircase, observed as dots. */
final class ShareChart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 220;
    private static final int LEFT = 40;
    private static final int BOTTOM = 24;

    private ShareChart() {}

    static void append(StringBuilder out, Deployment d) {
        long from = d.startedAtMs;
        long to = Math.max(
                from + 1, d.points.isEmpty() ? from + 1 : d.points.getLast().atMs());
        out.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT);
        out.append("\" role=\"img\" aria-label=\"share of the new group over time\">\n");
        for (int share = 0; share <= 100; share += 25) {
            out.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"var(--line)\"/><text x=\"0\""
                            + " y=\"%.1f\" font-size=\"12\" fill=\"var(--soft)\">%d %%</text>%n",
                    LEFT,
                    WIDTH,
                    y(share),
                    y(share),
                    y(share) + 4,
                    share));
        }
        StringBuilder stairs = new StringBuilder();
        int last = -1;
        for (Point point : d.points) {
            double x = x(point.atMs(), from, to);
            if (last < 0) {
                stairs.append(String.format(Locale.ROOT, "M%.1f %.1f", x, y(point.asked())));
            } else {
                stairs.append(String.format(Locale.ROOT, "H%.1fV%.1f", x, y(point.asked())));
            }
            last = point.asked();
        }
        if (last >= 0) {
            out.append("<path d=\"")
                    .append(stairs)
                    .append("\" fill=\"none\" stroke=\"var(--new)\" stroke-width=\"2\"/>\n");
        }
        for (Point point : d.points) {
            if (point.observed() >= 0) {
                out.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2\" fill=\"var(--old)\"/>%n",
                        x(point.atMs(), from, to),
                        y(point.observed())));
            }
        }
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" font-size=\"12\" fill=\"var(--soft)\">0 s</text><text x=\"%d\" y=\"%d\""
                        + " font-size=\"12\" text-anchor=\"end\" fill=\"var(--soft)\">%d s</text>%n",
                LEFT,
                HEIGHT - 4,
                WIDTH,
                HEIGHT - 4,
                (to - from) / 1000));
        out.append("</svg>\n<p><small>— <span lang=\"ko\">가중치</span><span lang=\"en\">weight asked</span> · ● ");
        out.append("<span lang=\"ko\">관측된 비율</span><span lang=\"en\">share observed</span></small></p>\n");
    }

    private static double x(long atMs, long from, long to) {
        return LEFT + (WIDTH - LEFT - 4.0) * (atMs - from) / (to - from);
    }

    private static double y(double share) {
        return 8 + (HEIGHT - BOTTOM - 8) * (1 - share / 100);
    }
}
