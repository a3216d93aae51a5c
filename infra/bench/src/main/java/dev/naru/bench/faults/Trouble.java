package dev.naru.bench.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Clients that nobody wants. They come from 127.0.0.2, so that a limit for each address can tell them from the others; until they are closed. */
final class Trouble implements AutoCloseable {
    private static final byte[] REQUEST = Traffic.get("trouble", false).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HALF_A_HEAD =
            "GET / HTTP/1.1\r\nHost: shop.localhost\r\nX-".getBytes(StandardCharsets.US_ASCII);

    /** What one of them does with its connection, once. */
    private interface Habit {
        void live(Socket socket) throws IOException;
    }

    private final InetSocketAddress proxy;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ending;

    private Trouble(InetSocketAddress proxy, int count, long pauseMs, Habit habit) {
        this.proxy = proxy;
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().name("trouble-" + i).start(() -> live(habit, pauseMs)));
        }
    }

    /** Each sends an octet of a head every half second. */
    static Trouble slow(InetSocketAddress proxy, int count) {
        return new Trouble(proxy, count, 100, Trouble::drip);
    }

    /** Each asks and goes away at once, with a reset, again and again. */
    static Trouble aborting(InetSocketAddress proxy, int count) {
        return new Trouble(proxy, count, 20, socket -> {
            socket.getOutputStream().write(REQUEST);
            socket.setSoLinger(true, 0);
        });
    }

    /** Each asks as fast as it gets answers. */
    static Trouble flooding(InetSocketAddress proxy, int count) {
        return new Trouble(proxy, count, 1, socket -> {
            MessageReader in = new MessageReader(socket.getInputStream());
            Message answer;
            do {
                socket.getOutputStream().write(REQUEST);
                answer = in.response();
            } while (answer != null && !answer.header("connection").equalsIgnoreCase("close"));
        });
    }

    /** Each connects, and says nothing. */
    static Trouble idle(InetSocketAddress proxy, int count) {
        return new Trouble(proxy, count, 100, socket -> {
            socket.setSoTimeout(20_000);
            socket.getInputStream().read();
        });
    }

    private static void drip(Socket socket) throws IOException {
        socket.getOutputStream().write(HALF_A_HEAD);
        socket.setSoTimeout(500);
        while (true) {
            socket.getOutputStream().write('a');
            try {
                if (socket.getInputStream().read() < 0) {
                    return;
                }
            } catch (java.net.SocketTimeoutException e) {
                // the next octet is due
            }
        }
    }

    private void live(Habit habit, long pauseMs) {
        while (!ending) {
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0));
                socket.connect(proxy, 2000);
                Thread watch = Thread.ofVirtual().start(() -> closeAtTheEnd(socket));
                habit.live(socket);
                watch.interrupt();
            } catch (IOException e) {
                LockSupport.parkNanos(1_000_000); // refused or cut: as it should be
            }
            LockSupport.parkNanos(pauseMs * 1_000_000);
        }
    }

    private void closeAtTheEnd(Socket socket) {
        while (!ending && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(50_000_000);
        }
        if (ending) {
            try {
                socket.close();
            } catch (IOException e) {
                return; // closed already
            }
        }
    }

    @Override
    public void close() {
        ending = true;
        for (Thread thread : threads) {
            try {
                thread.join(5000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
