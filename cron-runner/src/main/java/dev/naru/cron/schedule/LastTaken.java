package dev.naru.cron.schedule;

import dev.naru.cron.platform.CronConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The newest instant of each job that the API has taken, in one small file each: written aside, forced to the disk,
 * then renamed, so that a reader finds the old or the new one. Losing it costs nothing but catching up: the API dedupes.
 */
@Singleton
final class LastTaken {
    private static final Logger LOG = Logger.getLogger(LastTaken.class);

    private final Path folder;

    /** Makes the folder; throws {@link UncheckedIOException} when it cannot be written. */
    LastTaken(CronConfig config) {
        folder = config.dataDir();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("NARU_DATA_DIR " + folder + " cannot be made: " + e.getMessage(), e);
        }
    }

    Optional<Instant> read(String job) {
        try {
            return Optional.of(Instant.parse(Files.readString(file(job)).strip()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DateTimeException e) {
            LOG.warnf("%s holds no instant; %s starts without catching up", file(job), job);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file(job) + " cannot be read", e);
        }
    }

    void write(String job, Instant taken) {
        Path aside = folder.resolve(job + ".last.tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap((taken + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(false);
            }
            Files.move(aside, file(job), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // The call is made; at worst it is made again after a restart, which the API answers as a duplicate.
            LOG.errorf(e, "%s cannot be written", file(job));
        }
    }

    private Path file(String job) {
        return folder.resolve(job + ".last");
    }
}
