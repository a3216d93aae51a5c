package dev.naru.cluster;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * The programs of PostgreSQL and Redis for this machine, unpacked once from the jars that carry them. Their folder is named by the
 * archive's hash, so that another version never meets an old file.
 */
final class Binaries {
    private final Path folder;

    Binaries(Path folder) {
        this.folder = PrivateFiles.folder(folder);
    }

    /** The folder that holds PostgreSQL's {@code bin/}, {@code lib/} and {@code share/}. */
    Path postgres() {
        boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
        boolean arm = System.getProperty("os.arch", "").equals("aarch64");
        String archive = "/postgres-" + (mac ? "darwin" : "linux") + "-" + (arm ? "arm_64" : "x86_64") + ".txz";
        return unpacked("postgres", archive, Binaries::untar);
    }

    /** The Redis server's program. */
    Path redis() {
        String program = ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
        if (program == null) {
            throw new LaunchException("No Redis is packaged for this system (" + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch") + "): use docker-compose.yml");
        }
        return unpacked("redis", program, (in, to) -> {
                    Path file = to.resolve("redis-server");
                    Files.copy(in, file);
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
                })
                .resolve("redis-server");
    }

    private interface Unpacker {
        void unpack(InputStream archive, Path folder) throws IOException;
    }

    private Path unpacked(String name, String resource, Unpacker unpacker) {
        try {
            Path ready = folder.resolve(name + "-" + hash(resource));
            if (Files.isDirectory(ready)) {
                return ready;
            }
            Path draft = Files.createTempDirectory(folder, "." + name);
            try (InputStream in = open(resource)) {
                unpacker.unpack(in, draft);
            }
            try {
                Files.move(draft, ready);
            } catch (FileAlreadyExistsException anotherLauncherWasFaster) {
                // Its copy is the same: the folder's name is the archive's hash.
            }
            return ready;
        } catch (IOException e) {
            throw new LaunchException("Cannot unpack " + name + " into " + folder + ": " + e, e);
        }
    }

    private static void untar(InputStream archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("the archive holds a path outside of itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Path parent = target.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, target);
                    boolean program = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private static InputStream open(String resource) {
        InputStream in = Binaries.class.getResourceAsStream(resource);
        if (in == null) {
            throw new LaunchException(
                    resource + " is not on the class path: PostgreSQL is packaged for Linux and macOS on"
                            + " x86-64 and ARM; elsewhere use docker-compose.yml");
        }
        return new BufferedInputStream(in, 1 << 16);
    }

    private static String hash(String resource) throws IOException {
        try (InputStream in = open(resource)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[1 << 16];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
