package dev.naru.edge.server;

import io.netty.pkitesting.X509Bundle;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A back end of raw sockets: records every octet, reads it with {@link StrictReader}, and answers by a script. Whatever reaches it and is not canonical HTTP/1.1 is a
 * violation of the edge's.
 */
public final class RecordingBackEnd implements AutoCloseable {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** Answers one request. */
    public interface Script {
        void answer(StrictReader.Request request, Connection connection) throws IOException;
    }

    /** Reads from the start of a connection. */
    interface Preface {
        void read(InputStream in) throws IOException;
    }

    /** One accepted connection. */
    public final class Connection {
        public final int number;
        public final Socket socket;
        final Recorder in;
        int requests;

        Connection(int number, Socket socket) throws IOException {
            this.number = number;
            this.socket = socket;
            this.in = new Recorder(new BufferedInputStream(socket.getInputStream()));
        }

        public Connection send(String text) throws IOException {
            return send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public Connection send(byte[] bytes) throws IOException {
            socket.getOutputStream()
                    .write(bytes); // unbuffered; the edge may close the connection as soon as it is read
            return this;
        }

        /** Reads raw octets, as after a protocol switch. */
        public String receive(int octets) throws IOException {
            return new String(in.readNBytes(octets), StandardCharsets.ISO_8859_1);
        }

        /** Reads to the end of the edge's octets. */
        public byte[] receiveAll() throws IOException {
            return in.readAllBytes();
        }

        public void close() throws IOException {
            socket.close();
        }

        /** Ends with RST. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Number of this request on its connection, from 1. */
        public int requests() {
            return requests;
        }

        byte[] recorded() {
            return in.bytes();
        }
    }

    static final class Recorder extends FilterInputStream {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();

        Recorder(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int c = super.read();
            if (c >= 0) {
                keep(new byte[] {(byte) c}, 0, 1);
            }
            return c;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            int n = super.read(b, off, len);
            if (n > 0) {
                keep(b, off, n);
            }
            return n;
        }

        private synchronized void keep(byte[] b, int off, int len) {
            if (all.size() < 1 << 20) { // tests with large bodies look at the request instead
                all.write(b, off, len);
            }
        }

        synchronized byte[] bytes() {
            return all.toByteArray();
        }
    }

    private final ServerSocket server;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final BlockingQueue<StrictReader.Request> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> broken = new LinkedBlockingQueue<>();
    private volatile Script script = (request, connection) -> connection.send(OK);
    private volatile Preface preface = in -> {};
    private volatile boolean headsOnly;

    public RecordingBackEnd() throws IOException {
        this(0);
    }

    private RecordingBackEnd(int port) throws IOException {
        this(new ServerSocket(), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private RecordingBackEnd(ServerSocket unbound, InetSocketAddress address) throws IOException {
        server = unbound;
        server.setReuseAddress(true);
        server.bind(address, 512);
        Thread.ofVirtual().start(this::accept);
    }

    /**
     * Over TLS.
     *
     * @param clients the authority that clients must have a certificate of; null to ask for none
     */
    static RecordingBackEnd secure(X509Bundle own, @Nullable X509Bundle clients)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("own", own.getKeyPair().getPrivate(), new char[0], own.getCertificatePath());
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(keys, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("clients", (clients == null ? own : clients).getCertificate());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        SSLServerSocket socket =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
        socket.setNeedClientAuth(clients != null);
        return new RecordingBackEnd(socket, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Reads what comes before the first request of each connection: a PROXY protocol header. */
    RecordingBackEnd preface(Preface reader) {
        preface = reader;
        return this;
    }

    /** With one answer to everything. */
    public static RecordingBackEnd answering(String answer) throws IOException {
        return new RecordingBackEnd().script((request, connection) -> connection.send(answer));
    }

    public RecordingBackEnd script(Script next) {
        script = next;
        return this;
    }

    /** Calls the script when the head is there: it reads the body itself. */
    public RecordingBackEnd headsOnly() {
        headsOnly = true;
        return this;
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Connection connection = new Connection(connections.size(), server.accept());
                connections.add(connection);
                if (server.isClosed()) {
                    connection.socket.close(); // a connect that raced with the close may still be accepted
                    return;
                }
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Connection connection) {
        try (connection.socket) {
            connection.socket.setTcpNoDelay(true);
            preface.read(connection.in);
            StrictReader reader = new StrictReader(connection.in, true);
            while (!connection.socket.isClosed()) {
                StrictReader.Request request = headsOnly ? reader.head() : reader.next();
                if (request == null) {
                    return;
                }
                connection.requests++;
                requests.add(request);
                script.answer(request, connection);
            }
        } catch (StrictReader.Violation e) {
            violations.add(e.getMessage());
        } catch (EOFException | SocketException | SSLException e) {
            broken.add(connection.number);
        } catch (IOException e) {
            violations.add(e.toString());
        }
    }

    /** What was not canonical. */
    public List<String> violations() {
        return violations;
    }

    public List<Connection> connections() {
        return connections;
    }

    /** Whole requests so far that {@link #take} did not hand out. */
    public int waiting() {
        return requests.size();
    }

    /** Forgets the requests so far, and tells how many there were. */
    int drain() {
        List<StrictReader.Request> all = new java.util.ArrayList<>();
        return requests.drainTo(all);
    }

    /** The next request in order of arrival; fails when none comes in five seconds. */
    public StrictReader.Request take() throws InterruptedException {
        StrictReader.Request request = requests.poll(5, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request reached the back end; violations: " + violations);
        }
        return request;
    }

    /** Waits for a connection that the edge broke off inside a request or while the script wrote. */
    public int takeBroken() throws InterruptedException {
        Integer number = broken.poll(5, TimeUnit.SECONDS);
        if (number == null) {
            throw new AssertionError("no connection was broken off");
        }
        return number;
    }

    /** Stops accepting and cuts all connections. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Connection connection : connections) {
            connection.socket.close();
        }
    }

    /** A back end at an address of this machine. */
    static RecordingBackEnd at(InetSocketAddress address) throws IOException {
        return new RecordingBackEnd(new ServerSocket(), address);
    }

    /** A back end on the port of one that was closed. */
    static RecordingBackEnd on(int port) throws IOException {
        return new RecordingBackEnd(port);
    }
}
