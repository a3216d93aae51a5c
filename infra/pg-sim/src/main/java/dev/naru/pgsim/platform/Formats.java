package dev.naru.pgsim.platform;

import io.quarkus.qute.TemplateExtension;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How pages write numbers and times. */
@TemplateExtension
final class Formats {
    private static final DateTimeFormatter SEOUL =
            DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.of("Asia/Seoul"));

    private Formats() {}

    /** 1234567 as {@code 1,234,567}. */
    static String grouped(long amount) {
        return String.format(Locale.ROOT, "%,d", amount);
    }

    /** Month, day and time in Seoul. */
    static String seoul(Instant at) {
        return SEOUL.format(at);
    }
}
