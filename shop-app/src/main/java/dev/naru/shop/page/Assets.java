package dev.naru.shop.page;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The few static files, in memory, named by their content so that browsers may keep them for ever. */
@ApplicationScoped
class Assets {
    private static final Map<String, String> TYPES = Map.of(
            "shop.css", "text/css;charset=UTF-8",
            "shop.js", "text/javascript;charset=UTF-8",
            "favicon.svg", "image/svg+xml");

    private final Map<String, Asset> byName = TYPES.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> read(entry.getKey(), entry.getValue())));

    record Asset(String hash, String type, byte[] content) {}

    Optional<Asset> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The path of a file that is known to be there. */
    String path(String name) {
        return "/assets/" + find(name).orElseThrow().hash() + "/" + name;
    }

    private static Asset read(String name, String type) {
        try (InputStream in = Assets.class.getResourceAsStream("/assets/" + name)) {
            if (in == null) {
                throw new IllegalStateException("assets/" + name + " is not on the class path");
            }
            byte[] content = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return new Asset(HexFormat.of().formatHex(hash, 0, 8), type, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
