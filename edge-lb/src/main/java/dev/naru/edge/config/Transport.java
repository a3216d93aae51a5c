package dev.naru.edge.config;

/** The system interface that moves bytes. In the file: {@code auto}, {@code epoll}, {@code io-uring}, {@code nio}. */
public enum Transport {
    /** The best one that this machine offers. */
    AUTO,
    EPOLL,
    IO_URING,
    NIO
}
