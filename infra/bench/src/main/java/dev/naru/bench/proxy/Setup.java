package dev.naru.bench.proxy;

import java.nio.file.Path;

/**
 * What a proxy is started with.
 *
 * @param dir holds the certificates; the proxy's configuration and logs go there
 * @param ports where it listens, and where the back end does
 * @param loops event loops, workers or threads
 * @param accessLog whether each request is logged
 */
public record Setup(Path dir, Ports ports, int loops, boolean accessLog) {
    /** In {@link #dir}: the back end's second address. */
    public static final String BACK_END_SOCKET = "back-end.sock";
}
