package dev.naru.origin.files;

import dev.naru.origin.platform.Problem;
import org.jspecify.annotations.Nullable;

/** Who may read a file: everybody, or whoever has a signed link. */
final class Visibility {

    private Visibility() {}

    /**
     * True for {@code private}, false for {@code public} or nothing.
     *
     * @throws Problem 400 for anything else
     */
    static boolean isPrivate(@Nullable String text) {
        if (text == null || text.equals("public")) {
            return false;
        }
        if (text.equals("private")) {
            return true;
        }
        throw Problem.badRequest("invalid-visibility", "visibility is public or private.");
    }
}
