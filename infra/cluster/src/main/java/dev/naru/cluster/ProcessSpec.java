package dev.naru.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How one process is run.
 *
 * @param name unique in the cluster; its log file's and its lines' name
 * @param environment added to the launcher's own
 * @param stopSignal TERM or INT, without SIG: what asks it to finish its work and end
 * @param stopTimeout after that it is killed
 */
public record ProcessSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path folder,
        String stopSignal,
        Duration stopTimeout,
        Readiness readiness) {
    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
