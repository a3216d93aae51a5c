package dev.naru.bench.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A back end in a process of its own, so that it can be killed and paused. It answers every request with the id that the request carries, and misbehaves as lines on its standard
 * input say; the end of that input ends it. Each POST that it executes is a line on its standard output, which outlives it.
 */
public final class BackEndProgram {

    /** How it answers. */
    enum Mode {
        WELL,
        SLOW,
        SILENT,
        RESETS,
        TWO_LENGTHS,
        BAD_CHUNK,
        REFUSES
    }

    private static final long SLOW_MS = 3000;

    private final InetSocketAddress address;
    private volatile Mode mode = Mode.WELL;
    private volatile ServerSocket server;

    private BackEndProgram(InetSocketAddress address) throws IOException {
        this.address = address;
        this.server = listen();
    }

    public static void main(String[] args) throws IOException {
        BackEndProgram program =
                new BackEndProgram(new InetSocketAddress(InetAddress.ofLiteral(args[0]), Integer.parseInt(args[1])));
        System.out.println("ready");
        program.obey();
    }

    private void obey() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            Mode next = Mode.valueOf(line);
            if (next == Mode.REFUSES) {
                server.close();
            } else if (mode == Mode.REFUSES) {
                server = listen();
            }
            mode = next;
        }
        System.exit(0);
    }

    private ServerSocket listen() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(address, 1024);
        Thread.ofVirtual().start(() -> accept(socket));
        return socket;
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    System.err.println("back end: " + e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            MessageReader reader = new MessageReader(socket.getInputStream());
            for (Message request = reader.request(); request != null; request = reader.request()) {
                if (!answer(request, socket)) {
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            return; // the proxy left
        }
    }

    /** Whether the connection lives on. */
    private boolean answer(Message request, Socket socket) throws IOException, InterruptedException {
        Mode now = mode;
        if (now == Mode.REFUSES) {
            return false;
        }
        String id = request.header("x-id");
        if (request.start().startsWith("GET /health ") && now != Mode.SILENT) {
            now = Mode.WELL; // what ails it is not what its check looks at
        }
        if (request.start().startsWith("POST ")) {
            System.out.println("POST " + id);
        }
        String body = Traffic.body(id);
        String head = "HTTP/1.1 200 OK\r\nX-Id: " + id + "\r\n";
        String length = "Content-Length: " + body.length() + "\r\n";
        switch (now) {
            case SLOW -> Thread.sleep(SLOW_MS);
            case SILENT -> {
                InputStream rest = socket.getInputStream();
                while (rest.read() >= 0) {
                    // swallows what comes, and says nothing
                }
                return false;
            }
            case RESETS -> {
                send(socket, head + length + "\r\n" + body.substring(0, body.length() / 2));
                socket.setSoLinger(true, 0);
                return false;
            }
            case TWO_LENGTHS -> {
                send(socket, head + length + "Content-Length: 7\r\n\r\n" + body);
                return true;
            }
            case BAD_CHUNK -> {
                send(socket, head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + body + "\r\n0\r\n\r\n");
                return true;
            }
            default -> {}
        }
        send(socket, head + length + "\r\n" + body);
        return true;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
