package dev.naru.cluster.cron;

import dev.naru.cluster.Cluster;
import dev.naru.cluster.Ports;
import dev.naru.cluster.PublicUrls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signed calls of {@code auto_payment}, through the edge or to one replica, by a caller whose clock may be wrong. Thread-safe. */
final class Calls {
    static final String PATH = "/cron/auto_payment";
    private static final int TIMEOUT_MS = 5_000;
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] key;
    private final List<Integer> doors;

    Calls(Cluster cluster) {
        key = HEX.parseHex(
                cluster.secret("cron", "cron-hmac.key").lines().findFirst().orElseThrow());
        Ports ports = cluster.ports();
        doors = List.of(
                ports.of(Ports.Purpose.HTTP), ports.of(Ports.Purpose.ORIGIN_A), ports.of(Ports.Purpose.ORIGIN_B));
    }

    /** How many ways lead to the job: the edge, and each replica by itself. */
    int doors() {
        return doors.size();
    }

    /** Calls and returns the status line and body; empty when nobody answered, which a caller cannot tell from a lost answer. */
    String call(int door, Instant scheduledAt, Duration skew) {
        long timestamp = Instant.now().plus(skew).getEpochSecond();
        String head = "POST " + PATH + " HTTP/1.1\r\nHost: " + PublicUrls.API
                + "\r\nConnection: close\r\nContent-Length: 0\r\n"
                + "X-Naru-Timestamp: " + timestamp + "\r\nX-Naru-Signature: v1=" + sign(timestamp + ".POST." + PATH)
                + "\r\nX-Naru-Scheduled-At: " + scheduledAt + "\r\n\r\n";
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), doors.get(door)), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException nobodyAnswered) {
            return "";
        }
    }

    private String sign(String start) {
        try {
            String empty = HEX.formatHex(MessageDigest.getInstance("SHA-256").digest());
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HEX.formatHex(mac.doFinal((start + "." + empty).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has it", e);
        }
    }
}
