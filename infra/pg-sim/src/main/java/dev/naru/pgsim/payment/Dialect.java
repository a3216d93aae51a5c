package dev.naru.pgsim.payment;

/** Whose words a payment is spoken of in. Its key says it, as real gateways' keys do. */
public enum Dialect {
    /** Also recurring charges. */
    TOSS("pay"),
    KAKAO("T"),
    NICE("nice");

    private final String keyPrefix;

    Dialect(String keyPrefix) {
        this.keyPrefix = keyPrefix;
    }

    /** A new key of this dialect. */
    public String nextKey() {
        return PaymentKeys.next(keyPrefix);
    }

    /** The one that made {@code paymentKey}; Toss's unless the key says otherwise. */
    public static Dialect of(String paymentKey) {
        for (Dialect dialect : values()) {
            if (paymentKey.startsWith(dialect.keyPrefix + "_")) {
                return dialect;
            }
        }
        return TOSS;
    }
}
