package dev.naru.edge.server;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd how it goes, as {@code sd_notify(3)} has it: one datagram for each change to the Unix socket that {@code NOTIFY_SOCKET} names. Started by anything
 * else it does nothing. So {@code systemctl start} returns when the edge serves, and {@code systemctl reload} when the new configuration does.
 */
final class ServiceManager {
    private final byte[] socket;
    private final Consumer<String> events;

    /**
     * Of a process with this environment.
     *
     * @param socket what {@code NOTIFY_SOCKET} says: a path, or {@code @name} for one that is in no folder; null outside systemd
     * @param events takes a line when nobody can be told
     */
    ServiceManager(@Nullable String socket, Consumer<String> events) {
        this.events = events;
        if (socket == null || socket.isEmpty()) {
            this.socket = new byte[0];
        } else if (Epoll.isAvailable()) {
            this.socket =
                    (socket.startsWith("@") ? "\0" + socket.substring(1) : socket).getBytes(StandardCharsets.UTF_8);
        } else {
            this.socket = new byte[0];
            events.accept("NOTIFY_SOCKET is set, but this machine has no epoll to tell it with: use Type=exec");
        }
    }

    /** It serves, after a start or a reload. */
    void ready(String status) {
        tell("READY=1\nSTATUS=" + status);
    }

    /** It reads its configuration again; {@link #ready} must follow, well or not. */
    void reloading() {
        tell("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    /**
     * It drains.
     *
     * @param atMostMs how long that takes
     */
    void stopping(long atMostMs) {
        tell("STOPPING=1\nSTATUS=draining\nEXTEND_TIMEOUT_USEC=" + TimeUnit.MILLISECONDS.toMicros(atMostMs));
    }

    private void tell(String message) {
        if (socket.length == 0) {
            return;
        }
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        ByteBuffer datagram = ByteBuffer.allocateDirect(text.length).put(text);
        Socket sender = Socket.newSocketDomainDgram();
        try {
            sender.sendToDomainSocket(datagram, 0, text.length, socket);
        } catch (IOException e) {
            events.accept("cannot tell systemd: " + e.getMessage());
        } finally {
            close(sender);
        }
    }

    private void close(Socket sender) {
        try {
            sender.close();
        } catch (IOException e) {
            events.accept("cannot tell systemd: " + e.getMessage());
        }
    }
}
