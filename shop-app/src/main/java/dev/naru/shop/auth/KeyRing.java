package dev.naru.shop.auth;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The keys of one moment: the first signs, all are published. */
record KeyRing(SigningKey signer, List<SigningKey> all) {
    static final String SIGNER = "ticket-signing.pem";

    KeyRing {
        all = List.copyOf(all);
    }

    /**
     * Reads {@code ticket-signing.pem}, which signs, and every other {@code ticket-*.pem}.
     *
     * @throws IOException naming the file that is missing or wrong, and the remedy
     */
    static KeyRing read(Path folder) throws IOException {
        Path signerFile = folder.resolve(SIGNER);
        if (!Files.isReadable(signerFile)) {
            throw new IOException(
                    "No key to sign tickets with: " + signerFile + " is missing or not readable. Make one: "
                            + "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out " + signerFile
                            + " && chmod 600 " + signerFile);
        }
        SigningKey signer = EcKeys.read(signerFile);
        TreeMap<Path, SigningKey> others = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "ticket-*.pem")) {
            for (Path file : files) {
                if (!file.equals(signerFile)) {
                    others.put(file, EcKeys.read(file));
                }
            }
        }
        List<SigningKey> all = new ArrayList<>(List.of(signer));
        all.addAll(others.values());
        return new KeyRing(signer, all);
    }
}
