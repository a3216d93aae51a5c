package dev.naru.edge.policy;

import org.jspecify.annotations.Nullable;

/**
 * What a slow check found.
 *
 * @param refusal null when the credential is good
 * @param credential null when it is not
 */
record Verdict(@Nullable Refusal refusal, @Nullable Credential credential) {
    static Verdict good(Credential credential) {
        return new Verdict(null, credential);
    }

    static Verdict refused(Refusal refusal) {
        return new Verdict(refusal, null);
    }
}
