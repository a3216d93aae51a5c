package dev.naru.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What differs from one launch to another.
 *
 * @param repository the repository's root, where the modules and their built jars are
 * @param data what the cluster keeps
 * @param programs where the programs of PostgreSQL and Redis are unpacked; several clusters may share it
 * @param ports how ports are chosen, once the leftovers of an earlier launch are gone; told what to notify the user of
 * @param restarts whether a process that dies is started again
 * @param traces where all processes send spans to by OTLP over HTTP, without a path; empty when they make none
 * @param settings by a process's name: what is added to its environment, over what the launcher tells it
 */
public record ClusterOptions(
        Path repository,
        Path data,
        Path programs,
        Function<Consumer<String>, Ports> ports,
        boolean restarts,
        Optional<URI> traces,
        Map<String, Map<String, String>> settings) {

    /** Without traces, and without settings of its own. */
    public ClusterOptions(
            Path repository, Path data, Path programs, Function<Consumer<String>, Ports> ports, boolean restarts) {
        this(repository, data, programs, ports, restarts, Optional.empty(), Map.of());
    }
}
