package dev.naru.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The cluster's Redis: sessions and carts, kept across launches by the append-only file. */
final class Redis {
    private final Path program;
    private final Path data;
    private final Secrets secrets;
    private final int port;

    Redis(Path program, Path data, Secrets secrets, int port) {
        this.program = program;
        this.data = data;
        this.secrets = secrets;
        this.port = port;
    }

    /** Without eviction: a full Redis refuses writes and the shop says so, rather than logging somebody out by chance. */
    ProcessSpec spec() {
        List<String> command = List.of(
                program.toString(),
                secrets.folder("redis").resolve("redis.conf").toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                data.toString(),
                "--appendonly",
                "yes",
                "--save",
                "",
                "--maxmemory",
                "64mb",
                "--maxmemory-policy",
                "noeviction");
        return new ProcessSpec(
                "redis",
                command,
                Map.of(),
                data,
                "TERM",
                Duration.ofSeconds(10),
                Readiness.redis(port, secrets.read("redis", "password")));
    }
}
