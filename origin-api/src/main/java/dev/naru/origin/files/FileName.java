package dev.naru.origin.files;

import dev.naru.origin.platform.Problem;

/**
 * The name that a sender gives a file. It is never used: files are named by their id and blobs by their hash. A name that tries to be a path, or
 * carries control characters, is refused all the same, because whoever sends it does not mean well or has a bug.
 */
final class FileName {

    private static final int MAX_CHARS = 255;

    private FileName() {}

    /** @throws Problem 400 unless the text is a plain name */
    static void require(String name) {
        boolean plain = !name.isBlank()
                && name.length() <= MAX_CHARS
                && !name.equals(".")
                && !name.equals("..")
                && name.codePoints().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c) || c == 0xFFFD);
        if (!plain) {
            throw Problem.badRequest(
                    "invalid-file-name",
                    "A file's name has 1 to " + MAX_CHARS + " characters, no slash and no control character.");
        }
    }
}
