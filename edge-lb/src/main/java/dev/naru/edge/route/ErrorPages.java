package dev.naru.edge.route;

import dev.naru.edge.config.ErrorPageConfig;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The pages of a site for errors of the edge's own. Immutable. */
public final class ErrorPages {
    /** The built-in ones only. */
    static final ErrorPages NONE = new ErrorPages(List.of());

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

    private final List<ErrorPageConfig> pages;

    ErrorPages(List<ErrorPageConfig> pages) {
        this.pages = List.copyOf(pages);
    }

    /** The page for an error: one for its outcome, else one for its status, else one for all; null when there is none. */
    public @Nullable ErrorPageConfig find(String outcome, int status, boolean html) {
        ErrorPageConfig best = null;
        int rank = 0;
        for (ErrorPageConfig page : pages) {
            int fits = page.outcomes().contains(outcome)
                    ? 3
                    : page.statuses().contains(status)
                            ? 2
                            : page.outcomes().isEmpty() && page.statuses().isEmpty() ? 1 : 0;
            if (isHtml(page) == html && fits > rank) {
                best = page;
                rank = fits;
            }
        }
        return best;
    }

    private static boolean isHtml(ErrorPageConfig page) {
        return page.contentType().startsWith("text/html");
    }

    /** The page's text with its placeholders filled in, escaped for HTML or JSON. */
    public static String render(ErrorPageConfig page, Map<String, String> values) {
        boolean html = isHtml(page);
        return PLACEHOLDER.matcher(page.text()).replaceAll(found -> {
            String value = values.get(found.group(1));
            return Matcher.quoteReplacement(value == null ? found.group() : html ? html(value) : json(value));
        });
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
