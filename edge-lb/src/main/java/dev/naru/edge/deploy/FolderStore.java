package dev.naru.edge.deploy;

import dev.naru.edge.deploy.StateFile.Kept;
import dev.naru.edge.deploy.Tree.Malformed;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The state in a file of this machine. Who holds the lock beside it leads, until its process ends: during an upgrade the new process waits for the old one, requests in flight included. */
final class FolderStore implements Store {
    private final String upstream;
    private final StateFile file;
    private final FolderLock lock;
    private final String me;
    private final TrafficPort traffic;

    FolderStore(DeploymentSettings settings, TrafficPort traffic) {
        this.upstream = settings.upstream();
        this.file = StateFile.of(settings);
        this.me = "process " + ProcessHandle.current().pid();
        this.lock = FolderLock.of(settings, me);
        this.traffic = traffic;
    }

    @Override
    public Lead campaign(boolean candidate) {
        try {
            return lock.take() ? new Lead(candidate, me, null) : new Lead(false, lock.holder(), null);
        } catch (IOException e) {
            return new Lead(false, null, "the lock " + lock.file() + " cannot be taken: " + e);
        }
    }

    @Override
    public @Nullable Kept read() throws IOException, Malformed {
        return file.read(upstream);
    }

    @Override
    public String doubt() {
        return "";
    }

    @Override
    public void write(Kept kept) throws IOException {
        file.write(kept);
    }

    @Override
    public String place() {
        return "the state file " + file.path();
    }

    @Override
    public String putAside(long nowMs) throws IOException {
        return file.putAside(nowMs).toString();
    }

    @Override
    public TrafficPort traffic() {
        return traffic;
    }

    @Override
    public void close() {
        lock.close();
    }
}
