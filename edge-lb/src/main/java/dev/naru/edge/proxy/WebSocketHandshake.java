package dev.naru.edge.proxy;

import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.FieldName;
import dev.naru.edge.http.Fields;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.policy.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Checks the client's half of a WebSocket handshake (RFC 6455 section 4.2.1) before a server sees it: a server that reads less strictly could agree to a broken one, and octets
 * would flow that no policy sees. That it is a GET without a body is the parser's to see.
 */
final class WebSocketHandshake {
    private static final byte[] WEBSOCKET = Ascii.bytes("websocket");
    private static final int KEY_LENGTH = 24; // 16 octets in base64, so two padding characters

    private static final Refusal VERSION = new Refusal(
            Outcome.CLIENT_BAD_REQUEST,
            426,
            "the edge knows version 13 of WebSocket only",
            "Sec-WebSocket-Version: 13\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
    private static final Refusal KEY =
            Refusal.of(Outcome.CLIENT_BAD_REQUEST, "Sec-WebSocket-Key is not one base64 text of 16 octets");

    private WebSocketHandshake() {}

    /** What is wrong with a request that asks for a WebSocket; null when all is well, or when it asks for none. */
    static @Nullable Refusal check(byte[] b, RequestHead request) {
        if (!request.wantsTunnel(b)) {
            return null;
        }
        Fields fields = request.fields;
        int upgrade = request.upgradeField;
        int name = fields.value[upgrade];
        if (!Ascii.equalsIgnoreCase(b, name, fields.valueEnd[upgrade], WEBSOCKET)) {
            return null; // another protocol, with rules of its own
        }
        int version = fields.only(FieldName.SEC_WEBSOCKET_VERSION);
        if (version < 0 || !isThirteen(b, fields.value[version], fields.valueEnd[version])) {
            return VERSION;
        }
        int key = fields.only(FieldName.SEC_WEBSOCKET_KEY);
        return key >= 0 && isKey(b, fields.value[key], fields.valueEnd[key]) ? null : KEY;
    }

    private static boolean isThirteen(byte[] b, int from, int to) {
        return to - from == 2 && b[from] == '1' && b[from + 1] == '3';
    }

    private static boolean isKey(byte[] b, int from, int to) {
        if (to - from != KEY_LENGTH || b[to - 1] != '=' || b[to - 2] != '=') {
            return false;
        }
        for (int i = from; i < to - 2; i++) {
            byte c = b[i];
            boolean base64 =
                    (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
            if (!base64) {
                return false;
            }
        }
        return true;
    }
}
