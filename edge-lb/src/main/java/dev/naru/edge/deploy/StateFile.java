package dev.naru.edge.deploy;

import dev.naru.edge.deploy.Tree.Malformed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What survives a restart, in one file: written beside it, forced to the disk, then renamed over it, so a reader finds the one before or the one after and never a
 * part.
 */
final class StateFile {
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    /**
     * @param live the group that the last deployment brought into service; null when there was none
     * @param weights that hold until another deployment, by group; none when the configuration's do
     * @param configured the configuration's weights when these were set
     * @param deployment the last one, ended or not; null when there was none
     */
    record Kept(
            String upstream,
            long savedAtMs,
            @Nullable String live,
            Map<String, Integer> weights,
            Map<String, Integer> configured,
            @Nullable Deployment deployment) {}

    private final Path file;

    StateFile(Path file) {
        this.file = file;
    }

    static StateFile of(DeploymentSettings settings) {
        return new StateFile(settings.folder().resolve(settings.upstream() + ".state.json"));
    }

    Path path() {
        return file;
    }

    /** What was kept; null when there is no file. */
    @Nullable
    Kept read(String upstream) throws IOException, Malformed {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (bytes.length > MOST_BYTES) {
            throw new Malformed("it is larger than " + MOST_BYTES + " bytes");
        }
        return parse(new String(bytes, StandardCharsets.UTF_8), upstream);
    }

    /** What was kept, from its text. */
    static Kept parse(String text, String upstream) throws Malformed {
        Tree json = Tree.parse(text);
        if (json.integer("format") != FORMAT) {
            throw new Malformed("format " + json.integer("format") + " is not " + FORMAT);
        }
        if (!json.text("upstream").equals(upstream)) {
            throw new Malformed("it is of upstream " + json.text("upstream"));
        }
        Tree deployment = json.optionalTree("deployment");
        return new Kept(
                upstream,
                json.number("savedAtMs"),
                json.optionalText("live"),
                json.integersByName("weights"),
                json.integersByName("configured"),
                deployment == null ? null : DeploymentJson.read(deployment));
    }

    /** As it is kept. */
    static String text(Kept kept) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("upstream", kept.upstream());
        json.put("savedAtMs", kept.savedAtMs());
        json.put("live", kept.live());
        json.put("weights", kept.weights());
        json.put("configured", kept.configured());
        Deployment deployment = kept.deployment();
        json.put("deployment", deployment == null ? null : DeploymentJson.write(deployment));
        return Tree.write(json);
    }

    void write(Kept kept) throws IOException {
        write(text(kept));
    }

    void write(String text) throws IOException {
        replace(file, text);
    }

    /** Moves an unreadable file out of the way, so that nothing is lost that somebody may want to look at. */
    Path putAside(long nowMs) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".unreadable-" + nowMs);
        return Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    }

    static void replace(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            // The rename itself is in the folder; some file systems (and Windows) cannot force one.
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException unforceable) {
                return;
            }
        }
    }
}
