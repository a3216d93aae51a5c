package dev.naru.origin.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/**
 * ClamAV's daemon over TCP, by its INSTREAM command (clamd(8)): chunks of a 32-bit length and that many bytes, a length of zero at the end, one line as
 * the answer. clamd's {@code StreamMaxLength} must not be below {@code naru.files.max-bytes}.
 *
 * @param timeout of connecting, and of each read
 */
record Clamd(String host, int port, Duration timeout) implements Scanner {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int MAX_ANSWER_BYTES = 4096;

    @Override
    public Optional<String> scan(InputStream bytes) throws IOException {
        int timeoutMs = Math.toIntExact(timeout.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), timeoutMs);
            socket.setSoTimeout(timeoutMs);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write("zINSTREAM\0".getBytes(US_ASCII));
            byte[] buffer = new byte[CHUNK_BYTES];
            for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
                if (n > 0) { // a chunk of none would be the end
                    out.writeInt(n);
                    out.write(buffer, 0, n);
                }
            }
            out.writeInt(0);
            out.flush();
            return verdict(new String(socket.getInputStream().readNBytes(MAX_ANSWER_BYTES), US_ASCII));
        }
    }

    /** "stream: OK", "stream: Eicar-Signature FOUND", or "… ERROR". */
    private Optional<String> verdict(String answer) throws IOException {
        String line = answer.replace("\0", "").strip();
        String result = line.startsWith("stream: ") ? line.substring("stream: ".length()) : line;
        if (result.equals("OK")) {
            return Optional.empty();
        }
        if (result.endsWith(" FOUND")) {
            return Optional.of(result.substring(0, result.length() - " FOUND".length()));
        }
        throw new IOException("clamd at " + host + ":" + port + " gives no verdict: " + line);
    }
}
