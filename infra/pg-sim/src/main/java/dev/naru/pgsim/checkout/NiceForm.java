package dev.naru.pgsim.checkout;

import dev.naru.pgsim.payment.Failure;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.platform.Secrets;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form that a buyer's browser posts to the shop where the window is NICE Pay's. */
@Singleton
final class NiceForm {
    /** The one shop of this simulator. */
    static final String CLIENT_ID = "S2_naru";

    private final Secrets secrets;

    NiceForm(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * Its fields.
     *
     * @param why null when the buyer has authenticated: then there is a tid, and a signature over token, shop and amount
     */
    Map<String, String> fields(Payment payment, @Nullable Failure why) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("authResultCode", why == null ? "0000" : "I002");
        fields.put("authResultMsg", why == null ? "인증 성공" : why.message());
        fields.put("clientId", CLIENT_ID);
        fields.put("orderId", payment.purchase().orderId());
        fields.put("amount", Long.toString(BuyerReturn.told(payment)));
        fields.put("mallReserved", "");
        if (why == null) {
            String token = "NICEUNTT" + secrets.buyerToken(payment.paymentKey());
            fields.put("tid", payment.paymentKey());
            fields.put("authToken", token);
            fields.put("signature", signature(token, payment.purchase().amount()));
        }
        return fields;
    }

    private String signature(String token, long amount) {
        String key = secrets.niceSecretKey().orElse("");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((token + CLIENT_ID + amount + key).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
