package dev.naru.edge.deploy;

import java.util.Locale;

/** Constants as files and the API write them: in lower case with hyphens. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
