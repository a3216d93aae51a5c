package dev.naru.edge.config;

import java.nio.file.Path;

/**
 * {@code unix:/run/app.sock}.
 *
 * @param path absolute, at most 107 bytes (what {@code sockaddr_un} holds)
 */
public record UnixAddress(Path path) implements AddressConfig {

    @Override
    public String toString() {
        return "unix:" + path;
    }
}
