package dev.naru.cron.platform;

import jakarta.ws.rs.core.HttpHeaders;

/** Korean first; English when asked for by {@code lang=en}, or by a browser that prefers it to Korean. */
public final class Language {
    private Language() {}

    /** {@code ko} or {@code en}. */
    public static String of(String asked, HttpHeaders headers) {
        if (asked.equals("ko") || asked.equals("en")) {
            return asked;
        }
        return headers.getAcceptableLanguages().stream()
                .map(locale -> locale == null ? "" : locale.getLanguage())
                .filter(language -> language.equals("ko") || language.equals("en"))
                .findFirst()
                .orElse("ko");
    }
}
