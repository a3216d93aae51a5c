package dev.naru.shop.platform;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The languages of the pages; Korean is the default whatever the browser prefers. */
public enum Language {
    KO,
    EN;

    /** {@code ko} or {@code en}; empty for anything else. */
    public static Optional<Language> parse(@Nullable String tag) {
        return switch (tag) {
            case "ko" -> Optional.of(KO);
            case "en" -> Optional.of(EN);
            case null, default -> Optional.empty();
        };
    }

    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
