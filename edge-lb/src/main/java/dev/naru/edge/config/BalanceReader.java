package dev.naru.edge.config;

import dev.naru.edge.config.BalanceConfig.Policy;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code balance} and {@code hash} of an upstream. */
final class BalanceReader {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    private BalanceReader() {}

    static BalanceConfig balance(Section s) {
        Policy policy = s.choice("balance", Policy.ROUND_ROBIN);
        HashConfig hash = s.section("hash", BalanceReader::hash);
        if (policy == Policy.HASH && hash == null) {
            s.refuse("balance", "hash needs to know of what: add for example  hash: { by: uri }");
        } else if (policy != Policy.HASH && hash != null) {
            s.refuse("hash", "goes with  balance: hash  only");
        }
        return new BalanceConfig(policy, hash);
    }

    private static HashConfig hash(Section s) {
        KeySource by = s.choice("by", KeySource.URI);
        String name = s.optional("name", BalanceReader::token);
        checkName(s, by, name);
        int percent = s.integer("maxLoadPercent", 150, 0, 1000);
        if (percent > 0 && percent <= 100) {
            s.refuse(
                    "maxLoadPercent",
                    "expected 0 (no bound) or 101 to 1000, found " + percent
                            + ": with no room above its fair share no server could keep its keys");
        }
        return new HashConfig(by, normal(by, name), percent);
    }

    /** A name is there exactly when the source has to be named. */
    static void checkName(Section s, KeySource by, @Nullable String name) {
        String source = by.name().toLowerCase(Locale.ROOT);
        if (by.named() && !s.has("name")) {
            s.refuse("name", "the key is required with  by: " + source + "  and missing");
        } else if (!by.named() && name != null) {
            s.refuse("name", "goes with  by: header, cookie or query  only, found  by: " + source);
        }
    }

    /** Header names are compared in lower case. */
    static String normal(KeySource by, @Nullable String name) {
        return name == null ? "" : by == KeySource.HEADER ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** A name of a header, cookie or parameter. */
    static String token(String text) {
        if (!TOKEN.matcher(text).matches()) {
            throw Texts.expected("a name of 1 to 64 letters, digits and hyphens", text);
        }
        return text;
    }
}
