package dev.naru.edge.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** One connection to Redis for one thread, made again when it broke. Every call is a script: one question, one answer, all or nothing. */
final class Redis implements AutoCloseable {
    private final SharedSettings settings;
    private @Nullable Jedis connection;

    Redis(SharedSettings settings) {
        this.settings = settings;
    }

    /** A script of this package's resources. */
    static String script(String name) {
        try (InputStream in = Objects.requireNonNull(Redis.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a script.
     *
     * @throws IOException when there was no answer, or an error; whether the script ran is not known then
     */
    Object run(String script, List<String> keys, List<String> arguments) throws IOException {
        try {
            Jedis its = connection;
            if (its == null) {
                its = connect();
                connection = its;
            }
            return its.eval(script, keys, arguments);
        } catch (JedisException e) {
            close();
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private Jedis connect() throws IOException {
        Path file = settings.passwordFile();
        return new Jedis(
                new HostAndPort(settings.host(), settings.port()),
                DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(settings.timeoutMs())
                        .socketTimeoutMillis(settings.timeoutMs())
                        .password(file == null ? null : Files.readString(file).strip())
                        .build());
    }

    @Override
    public void close() {
        Jedis its = connection;
        connection = null;
        if (its != null) {
            try {
                its.close();
            } catch (JedisException broken) {
                return; // it is given up in any case
            }
        }
    }

    @Override
    public String toString() {
        return "Redis at " + settings.host() + ":" + settings.port();
    }
}
