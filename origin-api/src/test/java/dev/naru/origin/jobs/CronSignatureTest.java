package dev.naru.origin.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronSignatureTest {

    private static final byte[] KEY =
            HexFormat.of().parseHex("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    private static final byte[] OTHER = HexFormat.of().parseHex("ffeeddccbbaa99887766554433221100");
    private static final String PATH = "/cron/auto_payment";
    private static final String AT = "1767225600";

    /** Computed apart, with Python's hmac: what a caller in another language must arrive at. */
    @ParameterizedTest
    @CsvSource({
        "POST, '', v1=a0caf49f5ffa1096b43bd8d6f0d21f0c24ab93e3933e79b9132ebb4f108efe02",
        "GET, '', v1=da9fd1209c89a63aa3dc9647e237570b1edb9618507edbcad7d9b783f942f8fc",
        "POST, '{\"a\":1}', v1=64b6828de5f275db765c4ee79a04731c7c2f7fccdaf2364475b1ca47b3c4ee9b"
    })
    void agreesWithTheVectors(String method, String body, String signature) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        assertEquals(signature, CronSignature.sign(KEY, AT, method, PATH, bytes));
        assertTrue(CronSignature.matches(List.of(OTHER, KEY), signature, AT, method, PATH, bytes));
    }

    /** The vector that docs/contracts.md gives to callers. */
    @Test
    void agreesWithTheContract() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        assertEquals(
                "v1=6a3144e49f66ff03d850ac3b7da02ab3d7107c9be06f0968a0c41cec77175f20",
                CronSignature.sign(key, AT, "POST", PATH, new byte[0]));
    }

    @Test
    void everyPartIsSigned() {
        byte[] body = {1};
        String good = CronSignature.sign(KEY, AT, "POST", PATH, body);
        assertTrue(matches(good, AT, "POST", PATH, body));
        assertFalse(matches(good, "1767225601", "POST", PATH, body));
        assertFalse(matches(good, AT, "GET", PATH, body));
        assertFalse(matches(good, AT, "POST", "/cron/upload_gc", body));
        assertFalse(matches(good, AT, "POST", PATH, new byte[] {2}));
        assertFalse(matches(good.substring(3), AT, "POST", PATH, body));
        assertFalse(matches(good + "0", AT, "POST", PATH, body));
        assertFalse(CronSignature.matches(List.of(OTHER), good, AT, "POST", PATH, body));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "60, true", "-60, true", "300, true", "-300, true", "301, false", "-301, false", "600, false"
    })
    void takesClocksFiveMinutesOff(long offS, boolean fresh) {
        Instant now = Instant.ofEpochSecond(1767225600);
        assertEquals(fresh, CronSignature.isFresh(String.valueOf(now.getEpochSecond() + offS), now));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "-1", "1767225600.5", "99999999999999999999", "null"})
    void refusesWhatIsNoTimestamp(String timestamp) {
        assertFalse(CronSignature.isFresh(timestamp, Instant.ofEpochSecond(1767225600)));
    }

    private static boolean matches(String signature, String timestamp, String method, String path, byte[] body) {
        return CronSignature.matches(List.of(KEY), signature, timestamp, method, path, body);
    }
}
