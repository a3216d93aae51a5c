package dev.naru.edge.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The texts of file names: relative ones are relative to the configuration.
 *
 * @param folder the configuration's
 */
record NearbyFiles(Path folder) {

    /** A file that is there and can be read. */
    Path readable(String text) {
        Path file = folder.resolve(text);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("the file " + file + " does not exist");
        }
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is no regular file");
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("the file " + file + " may not be read by this user");
        }
        return file;
    }

    /** What a file of UTF-8 holds. */
    String text(String text, int maxBytes) {
        Path file = readable(text);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new IllegalArgumentException("the file " + file + " is larger than " + maxBytes + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the file " + file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A folder that is there and can be written to. */
    Path folder(String text) {
        Path its = folder.resolve(text);
        if (!Files.isDirectory(its)) {
            throw new IllegalArgumentException("the folder " + its + " does not exist");
        }
        if (!Files.isWritable(its)) {
            throw new IllegalArgumentException("the folder " + its + " may not be written by this user");
        }
        return its;
    }

    /** A file that can be appended to, there already or not. */
    Path writable(String text) {
        Path file = folder.resolve(text);
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IllegalArgumentException("the folder of " + file + " does not exist");
        }
        boolean exists = Files.exists(file);
        if (exists && Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + " is a folder");
        }
        if (!Files.isWritable(exists ? file : parent)) {
            throw new IllegalArgumentException("the file " + file + " may not be written by this user");
        }
        return file;
    }
}
