package dev.naru.edge.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The reports of ended deployments on disk, {@code ID.json} and {@code ID.html}; the oldest go when there are too many. Reading is safe from any thread. */
final class Reports {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private final Path folder;
    private final String upstream;
    private final int most;

    Reports(Path folder, String upstream, int most) {
        this.folder = folder;
        this.upstream = upstream;
        this.most = most;
    }

    static Reports of(DeploymentSettings settings) {
        return new Reports(settings.folder(), settings.upstream(), settings.keepReports());
    }

    void write(Deployment deployment) throws IOException {
        StateFile.replace(folder.resolve(deployment.id + ".json"), Tree.write(DeploymentJson.write(deployment)));
        StateFile.replace(folder.resolve(deployment.id + ".html"), ReportPage.of(deployment));
        List<String> ids = ids();
        for (String old : ids.subList(Math.min(most, ids.size()), ids.size())) {
            Files.deleteIfExists(folder.resolve(old + ".json"));
            Files.deleteIfExists(folder.resolve(old + ".html"));
        }
    }

    /** The youngest first. */
    List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, upstream + "-*.json")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                ids.add(name.substring(0, name.length() - ".json".length()));
            }
        }
        ids.sort(Comparator.reverseOrder());
        return ids;
    }

    /** A report as {@code json} or {@code html}; null when there is none of this id. */
    @Nullable
    String read(String id, String type) throws IOException {
        if (!ID.matcher(id).matches() || !id.startsWith(upstream + "-")) {
            return null;
        }
        try {
            return Files.readString(folder.resolve(id + "." + type), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
