package dev.naru.pgsim.platform;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Bounds of what callers may send, after Toss's. */
public final class Inputs {
    /** Won. */
    public static final long MAX_AMOUNT = 1_000_000_000L;

    private static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9_=-]{6,64}");

    private Inputs() {}

    /** 6 to 64 letters, digits, {@code -}, {@code _}, {@code =}. */
    public static boolean orderId(@Nullable String value) {
        return value != null && ORDER_ID.matcher(value).matches();
    }

    /** 1 to {@link #MAX_AMOUNT}. */
    public static boolean amount(@Nullable Long value) {
        return value != null && value >= 1 && value <= MAX_AMOUNT;
    }

    /** Not blank, at most {@code max} characters, no control characters. */
    public static boolean text(@Nullable String value, int max) {
        return value != null
                && !value.isBlank()
                && value.length() <= max
                && value.chars().noneMatch(Character::isISOControl);
    }
}
