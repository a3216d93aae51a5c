package dev.naru.cron.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.naru.cron.ApiStub;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CallSignerTest {
    private static final byte[] KEY = HexFormat.of().parseHex(ApiStub.KEY);
    private static final byte[] EMPTY = {};
    private static final long AT = 1_767_225_600L;

    @Test
    void signsAsTheContractSays() {
        assertEquals(
                "v1=6a3144e49f66ff03d850ac3b7da02ab3d7107c9be06f0968a0c41cec77175f20",
                CallSigner.sign(KEY, AT, "POST", "/cron/auto_payment", EMPTY));
    }

    @Test
    void coversEveryPart() {
        String signature = CallSigner.sign(KEY, AT, "POST", "/cron/auto_payment", EMPTY);
        assertNotEquals(signature, CallSigner.sign(KEY, AT + 1, "POST", "/cron/auto_payment", EMPTY));
        assertNotEquals(signature, CallSigner.sign(KEY, AT, "GET", "/cron/auto_payment", EMPTY));
        assertNotEquals(signature, CallSigner.sign(KEY, AT, "POST", "/cron/auto_send", EMPTY));
        byte[] body = "x".getBytes(StandardCharsets.UTF_8);
        assertNotEquals(signature, CallSigner.sign(KEY, AT, "POST", "/cron/auto_payment", body));
    }
}
