package dev.naru.edge.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may call the API: who has the token, and whom a session that was opened with it knows by a cookie. A page of another site can make a browser send neither the token nor,
 * with an unsafe method, the header {@value #CONSOLE_HEADER}; the cookie is {@code SameSite=Strict} besides. Secrets are compared in constant time. Thread-safe.
 */
final class Access {
    static final String CONSOLE_HEADER = "X-Naru-Console";
    static final String COOKIE = "naru_console";

    /** A session that was not used for so long is over, and any after {@link #MAX_AGE_MS}. */
    static final long IDLE_MS = 60 * 60_000L;

    static final long MAX_AGE_MS = 12 * 60 * 60_000L;
    private static final int MAX_SESSIONS = 64;
    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String name;
    private final byte[] token;
    private final LongSupplier millis;
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    private record Session(long since, long used) {}

    /** @param millis a clock that only goes forward */
    private Access(String name, byte[] token, LongSupplier millis) {
        this.name = name;
        this.token = token;
        this.millis = millis;
    }

    /** @throws IOException when the file cannot be read or is empty: a token that nobody can check would look like protection */
    static Access read(Path tokenFile, LongSupplier millis) throws IOException {
        String text = Files.readString(tokenFile).strip();
        if (text.isEmpty()) {
            throw new IOException("admin.tokenFile: " + tokenFile + " is empty");
        }
        return new Access(String.valueOf(tokenFile.getFileName()), text.getBytes(StandardCharsets.UTF_8), millis);
    }

    /** Who calls; null when nobody who may. */
    @Nullable
    String who(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        String remote = exchange.getRemoteAddress().getAddress().getHostAddress();
        String bearer = headers.getFirst("Authorization");
        if (bearer != null) {
            boolean right = bearer.regionMatches(true, 0, "Bearer ", 0, 7)
                    && right(bearer.substring(7).strip());
            return right ? name + " from " + remote : null;
        }
        String cookie = cookie(headers.getFirst("Cookie"));
        if (cookie == null || !touch(cookie)) {
            return null;
        }
        boolean meant = SAFE.contains(exchange.getRequestMethod()) || headers.containsKey(CONSOLE_HEADER);
        return meant ? "console from " + remote : null;
    }

    private boolean right(String given) {
        return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String cookie(@Nullable String header) {
        for (String pair : header == null ? new String[0] : header.split(";", -1)) {
            String one = pair.strip();
            if (one.startsWith(COOKIE + "=")) {
                return one.substring(COOKIE.length() + 1);
            }
        }
        return null;
    }

    private synchronized boolean touch(String id) {
        long now = millis.getAsLong();
        sessions.values().removeIf(session -> now - session.since > MAX_AGE_MS || now - session.used > IDLE_MS);
        // Looked up by a digest of a random number that only its owner knows: there is nothing to learn from the time.
        Session session = sessions.get(digest(id));
        if (session == null) {
            return false;
        }
        sessions.put(digest(id), new Session(session.since, now));
        return true;
    }

    /**
     * Opens a session.
     *
     * @return the value of Set-Cookie; null when the token is wrong
     */
    synchronized @Nullable String open(String given) {
        if (!right(given)) {
            return null;
        }
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        if (sessions.size() >= MAX_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        long now = millis.getAsLong();
        sessions.put(digest(id), new Session(now, now));
        return COOKIE + "=" + id + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + MAX_AGE_MS / 1000;
    }

    /** Ends the session of a call, if it has one. */
    synchronized void close(HttpExchange exchange) {
        String id = cookie(exchange.getRequestHeaders().getFirst("Cookie"));
        if (id != null) {
            sessions.remove(digest(id));
        }
    }

    private static String digest(String id) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
