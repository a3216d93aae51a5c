package dev.naru.shop.page;

import dev.naru.shop.platform.Language;
import dev.naru.shop.session.Member;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What every page shows around its content, and how it writes numbers and times.
 *
 * @param plain an error page: it shows no member and no cart, for nothing may be asked to make it
 * @param path the page's own path, to come back to in the other language
 * @param apiUrl where the page's script sends photos
 */
public record Layout(
        Language lang,
        boolean plain,
        String path,
        @Nullable Member member,
        int cartCount,
        boolean storeDown,
        Badge badge,
        String apiUrl,
        String css,
        String script,
        String icon) {
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final DateTimeFormatter WHEN_KO =
            DateTimeFormatter.ofPattern("yyyy. M. d. HH:mm:ss", Locale.KOREAN).withZone(SEOUL);
    private static final DateTimeFormatter WHEN_EN =
            DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss", Locale.ENGLISH).withZone(SEOUL);
    private static final int ARTS = 6;

    /** Which process made the page. */
    public record Badge(String replica, String group, String version, String requestId, boolean dev) {}

    public String otherLang() {
        return lang == Language.KO ? "en" : "ko";
    }

    public String won(long amount) {
        String digits = NumberFormat.getIntegerInstance(Locale.ROOT).format(amount);
        return lang == Language.KO ? digits + "원" : "₩" + digits;
    }

    public String when(Instant instant) {
        return (lang == Language.KO ? WHEN_KO : WHEN_EN).format(instant);
    }

    /** The class that colours a product's picture; the same for a product on every page. */
    public String art(String sku) {
        return "art-" + Math.floorMod(sku.hashCode(), ARTS);
    }
}
