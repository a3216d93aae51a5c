package dev.naru.cron.platform;

import java.util.regex.Pattern;

/** Names of jobs: a part of URLs and of file names, so they are kept plain. */
public final class JobNames {
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    private JobNames() {}

    /** 1 to 64 lower-case letters, digits, {@code _}, {@code -}, starting with a letter or digit. */
    public static boolean valid(String name) {
        return PLAIN.matcher(name).matches();
    }
}
