package dev.naru.edge.deploy;

import java.util.Locale;

/** What becomes of the weights after the last step. */
public enum Ending {
    /** The roles are swapped: the new group keeps everything, the old one waits for the next release. */
    SWAP,
    /** Both groups get half. */
    EVEN;

    /** As the command line and the API write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
