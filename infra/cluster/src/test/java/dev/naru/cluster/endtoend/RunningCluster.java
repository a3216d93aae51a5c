package dev.naru.cluster.endtoend;

import dev.naru.cluster.PublicUrls;
import java.nio.file.Path;

/** The cluster that the tests ask: processes of this machine, or the containers of docker-compose.yml. */
interface RunningCluster extends AutoCloseable {
    /** The ports are those on 127.0.0.1. */
    PublicUrls urls();

    /** The edge's admin port, on 127.0.0.1. */
    int adminPort();

    /** A secret of docs/contracts.md. */
    String secret(String process, String file);

    /** The certificate of the authority that signed the edge's. */
    Path caCertificate();

    /** Kills a process at once; it stays down until {@link #start}. */
    void kill(String name);

    /** Starts it and waits until it is ready; nothing when it runs. */
    void start(String name);

    @Override
    void close();
}
