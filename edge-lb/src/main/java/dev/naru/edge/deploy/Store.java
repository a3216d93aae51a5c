package dev.naru.edge.deploy;

import dev.naru.edge.deploy.StateFile.Kept;
import dev.naru.edge.deploy.Tree.Malformed;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the state of one upstream's deployments is kept for all edges that share it, and who of them leads. Belongs to the deployment's thread; each call ends within a bounded time. */
interface Store extends AutoCloseable {
    /**
     * Who leads, as of now.
     *
     * @param mine whether this edge may decide
     * @param who leads, for an operator; null when nobody does, or nobody can know
     * @param problem why that cannot be known; null when it can
     */
    record Lead(
            boolean mine, @Nullable String who, @Nullable String problem) {}

    /**
     * To be called once a second: takes the lead if it is free, keeps it if it is held.
     *
     * @param candidate whether this edge wants it; without, it is given up where another can go on
     */
    Lead campaign(boolean candidate);

    /** What the leader last kept; null when nothing was. */
    @Nullable
    Kept read() throws IOException, Malformed;

    /** Why a new leader must not simply go on with what it read; empty when it may. */
    String doubt();

    /**
     * Keeps it for all.
     *
     * @throws NotLeading when another edge leads by now, or nobody can know: then nothing may be changed any more
     * @throws IOException when it cannot be written; nothing is kept then
     */
    void write(Kept kept) throws IOException;

    /** For messages: which file or key. */
    String place();

    /** Moves what cannot be read out of the way, so that nothing is lost that somebody may want to look at; the answer is where to. */
    String putAside(long nowMs) throws IOException;

    /** What all edges that share this do, and the weights of this one. */
    TrafficPort traffic();

    /** Gives everything up. */
    @Override
    void close();

    /** This edge does not lead. */
    final class NotLeading extends IOException {
        private static final long serialVersionUID = 1;

        NotLeading(String message) {
            super(message);
        }
    }
}
