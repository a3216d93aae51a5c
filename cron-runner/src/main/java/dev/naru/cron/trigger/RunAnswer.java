package dev.naru.cron.trigger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The API's word about a run, as far as this module reads it.
 *
 * @param note why a run was skipped or has failed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record RunAnswer(
        @Nullable String runId,
        @Nullable String runKey,
        @Nullable String status,
        @Nullable String statusUrl,
        boolean duplicate,
        @Nullable String note) {
    private static final Set<String> UNFINISHED = Set.of("QUEUED", "RUNNING");

    boolean finished() {
        return status != null && !UNFINISHED.contains(status);
    }
}
