package dev.naru.bench.proxy;

import java.nio.file.Path;

/**
 * What a proxy is started with.
 *
 * @param dir the proxy's own: holds the certificates; its configuration and logs go there
 * @param backEndSocket the back end's second address
 * @param ports where it listens, and where the back end does
 * @param loops event loops, workers or threads
 * @param accessLog whether each request is logged
 */
public record Setup(Path dir, Path backEndSocket, Ports ports, int loops, boolean accessLog) {}
