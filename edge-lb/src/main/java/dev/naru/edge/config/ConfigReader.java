package dev.naru.edge.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads {@code edge.yaml}. Never throws for what a file holds: every error of it comes back at once, each with its path,
 * line and column. Reads from the file system (the file itself, and whether the files it names are there), so it belongs
 * on no event loop.
 */
public final class ConfigReader {
    private static final int MAX_BYTES = 1024 * 1024;

    private ConfigReader() {}

    /**
     * Reads a file of at most 1 MiB of UTF-8.
     *
     * @param file relative paths in it are relative to its folder
     */
    public static ConfigResult read(Path file) {
        Reading reading = new Reading(file.toString());
        Path folder = file.toAbsolutePath().getParent();
        String problem;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length <= MAX_BYTES && folder != null) {
                return read(decode(bytes), folder, reading);
            }
            problem = "the file is larger than " + MAX_BYTES + " bytes";
        } catch (CharacterCodingException e) {
            problem = "the file is not UTF-8 text";
        } catch (NoSuchFileException e) {
            problem = "the file does not exist";
        } catch (AccessDeniedException e) {
            problem = "the file may not be read by this user";
        } catch (IOException e) {
            problem = "the file cannot be read: " + e.getMessage();
        }
        reading.error("", 0, 0, problem);
        return reading.refused();
    }

    /**
     * Reads a text.
     *
     * @param folder what relative paths in the text are relative to
     */
    public static ConfigResult read(String text, Path folder) {
        return read(text, folder, new Reading("edge.yaml"));
    }

    static ConfigResult read(String text, Path folder, Reading reading) {
        Node root = YamlTree.compose(text, reading);
        if (root == null) {
            return reading.refused();
        }
        EdgeConfig config = Section.read(new Value(reading, "", root), new EdgeReader(new NearbyFiles(folder))::edge);
        return reading.failed() ? reading.refused() : reading.loaded(config);
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text; // some editors of Windows begin files with it
    }
}
