package dev.naru.origin.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The space that uploads may use of a folder's disk.
 *
 * @param folder any folder on that disk
 * @param minFreeBytes what they leave free
 */
record DiskSpace(Path folder, long minFreeBytes) {

    /** @throws DiskFullException when that many bytes more would use what is to be left free */
    void require(long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free - bytes < minFreeBytes) {
            throw new DiskFullException(
                    "%d bytes free, %d asked for, %d are kept free".formatted(free, bytes, minFreeBytes), null);
        }
    }
}
