package dev.naru.edge.deploy;

import dev.naru.edge.deploy.StateFile.Kept;
import dev.naru.edge.deploy.Tree.Malformed;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What this edge last heard of the shared state, in its own folder, and the reports of the deployments that others led to their end. Of edges that share a folder one writes. */
final class StateCopy implements AutoCloseable {
    private final String upstream;
    private final StateFile file;
    private final Reports reports;
    private final FolderLock lock;

    StateCopy(DeploymentSettings settings, String owner) {
        this.upstream = settings.upstream();
        this.file = StateFile.of(settings);
        this.reports = Reports.of(settings);
        this.lock = FolderLock.of(settings, owner);
    }

    void keep(String text) throws IOException, Malformed {
        if (!lock.take()) {
            return;
        }
        file.write(text);
        Deployment deployment = StateFile.parse(text, upstream).deployment();
        if (deployment != null && deployment.state instanceof State.Resting) {
            reports.write(deployment);
        }
    }

    @Nullable
    Kept read() throws IOException, Malformed {
        return file.read(upstream);
    }

    @Override
    public void close() {
        lock.close();
    }
}
