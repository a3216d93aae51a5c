package dev.naru.shop.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {

    @TempDir
    Path folder;

    private void write(String name, SigningKey key) throws IOException {
        writePem(name, key.privateKey().getEncoded());
    }

    private void writePem(String name, byte[] der) throws IOException {
        Files.writeString(
                folder.resolve(name),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    @RepeatedTest(20)
    void thePublicHalfIsComputedFromThePrivateOne() throws GeneralSecurityException {
        SigningKey key = EcKeys.generate();
        assertEquals(key.publicKey().getW(), EcKeys.publicKey(key.privateKey()).getW());
    }

    @RepeatedTest(20)
    void theKidIsTheThumbprintAnotherLibraryComputes() throws Exception {
        SigningKey key = EcKeys.generate();
        PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.publicKey());
        assertEquals(jwk.calculateBase64urlEncodedThumbprint("SHA-256"), key.kid());
        assertEquals(
                jwk.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY).get("x"),
                key.jwk().x());
    }

    @Test
    void oneKeySignsAndAllArePublished() throws IOException {
        SigningKey now = EcKeys.generate();
        SigningKey next = EcKeys.generate();
        write("ticket-signing.pem", now);
        write("ticket-next.pem", next);
        write("other.pem", EcKeys.generate());
        KeyRing ring = KeyRing.read(folder);
        assertEquals(now.kid(), ring.signer().kid());
        assertEquals(
                List.of(now.kid(), next.kid()),
                ring.all().stream().map(SigningKey::kid).toList());
    }

    @Test
    void aMissingKeyIsNamedWithTheRemedy() {
        IOException e = assertThrows(IOException.class, () -> KeyRing.read(folder));
        assertTrue(e.getMessage().contains(folder.resolve("ticket-signing.pem").toString()), e.getMessage());
        assertTrue(e.getMessage().contains("openssl genpkey"), e.getMessage());
    }

    @Test
    void aFileThatIsNoKeyIsNamed() throws IOException {
        write("ticket-signing.pem", EcKeys.generate());
        Files.writeString(folder.resolve("ticket-next.pem"), "not a key");
        IOException e = assertThrows(IOException.class, () -> KeyRing.read(folder));
        assertTrue(e.getMessage().contains("ticket-next.pem"), e.getMessage());
    }

    @Test
    void aKeyOnAnotherCurveIsRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        writePem("ticket-signing.pem", generator.generateKeyPair().getPrivate().getEncoded());
        IOException e = assertThrows(IOException.class, () -> KeyRing.read(folder));
        assertTrue(e.getMessage().contains("P-256"), e.getMessage());
    }
}
