package dev.naru.origin.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The blob store has no space left; what was being written is removed. Answered with 507. */
final class DiskFullException extends IOException {

    DiskFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The failure as it is, or as a {@code DiskFullException} when the operating system said ENOSPC or EDQUOT. */
    static IOException classify(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        boolean full = message.contains("No space left on device") || message.contains("Disk quota exceeded");
        return full ? new DiskFullException("the blob store's disk is full", failure) : failure;
    }
}
