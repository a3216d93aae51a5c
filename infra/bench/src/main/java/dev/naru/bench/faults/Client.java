package dev.naru.bench.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A client as browsers and libraries are: it keeps its connection, and repeats a GET once when a connection that it used before ended before the answer began (RFC 9112
 * section 9.3.1: the server may have closed it while the request was on its way). It repeats nothing else.
 */
final class Client implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;
    private static final SSLContext ANY_CERTIFICATE = anyCertificate();

    /** How a request ended. */
    enum Ending {
        OK,
        /** A whole answer that says that it failed. */
        ERROR,
        /** No answer, or half of one that could be told from a whole one. */
        NONE,
        /** The answer to another request, or half of one that looks whole. */
        WRONG
    }

    private final InetSocketAddress address;
    private final boolean tls;
    private @Nullable Socket socket;
    private @Nullable MessageReader reader;
    private String problem = "";
    private long repeated;

    Client(InetSocketAddress address, boolean tls) {
        this.address = address;
        this.tls = tls;
    }

    /** What was wrong last. */
    String problem() {
        return problem;
    }

    /** Requests that it sent a second time. */
    long repeated() {
        return repeated;
    }

    Ending get(String id, boolean last) {
        boolean used = socket != null;
        Ending ending = exchange(Traffic.get(id, last), id);
        if (ending == null && used) {
            repeated++;
            ending = exchange(Traffic.get(id, last), id);
        }
        if (last) {
            close();
        }
        return ending == null ? Ending.NONE : ending;
    }

    /** Never repeated. */
    Ending post(String id) {
        Ending ending = exchange(Traffic.post(id), id);
        return ending == null ? Ending.NONE : ending;
    }

    /** Null when the connection ended before the answer began. */
    private @Nullable Ending exchange(String request, String id) {
        try {
            MessageReader in = connected();
            if (socket != null) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            }
            Message answer = in.response();
            if (answer == null) {
                problem = "closed before the answer";
                close();
                return null;
            }
            if (answer.header("connection").equalsIgnoreCase("close")) {
                close();
            }
            return judge(answer, id);
        } catch (SocketTimeoutException e) {
            problem = "no answer within " + TIMEOUT_MS + " ms";
            close();
            return Ending.NONE;
        } catch (ProtocolException e) {
            problem = "framing: " + e.getMessage();
            close();
            return Ending.WRONG;
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
            close();
            return problem.contains("reset") || problem.contains("Broken pipe") ? null : Ending.NONE;
        }
    }

    private Ending judge(Message answer, String id) {
        if (!answer.start().startsWith("HTTP/1.1 200 ")) {
            problem = answer.start();
            return Ending.ERROR;
        }
        boolean right = answer.header("x-id").equals(id) && answer.body().equals(Traffic.body(id));
        problem = right ? "" : "the answer of " + answer.header("x-id") + " for " + id;
        return right ? Ending.OK : Ending.WRONG;
    }

    private MessageReader connected() throws IOException {
        MessageReader known = reader;
        if (known != null) {
            return known;
        }
        Socket plain = new Socket();
        socket = plain;
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(TIMEOUT_MS);
        plain.connect(address, TIMEOUT_MS);
        Socket ready = tls
                ? ANY_CERTIFICATE.getSocketFactory().createSocket(plain, Traffic.HOST, address.getPort(), true)
                : plain;
        socket = ready;
        MessageReader fresh = new MessageReader(ready.getInputStream());
        reader = fresh;
        return fresh;
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        reader = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                problem = String.valueOf(e.getMessage());
            }
        }
    }

    /** The certificates of a run are self-signed and replaced while it runs; whose they are is not what it measures. */
    private static SSLContext anyCertificate() {
        X509TrustManager trusting = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trusting}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }
}
