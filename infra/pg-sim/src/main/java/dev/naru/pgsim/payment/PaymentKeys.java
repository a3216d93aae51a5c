package dev.naru.pgsim.payment;

import java.security.SecureRandom;
import java.util.Base64;

/** Keys nobody can guess. */
public final class PaymentKeys {
    private static final SecureRandom RANDOM = new SecureRandom();

    private PaymentKeys() {}

    /** {@code prefix}, an underscore, and 144 random bits in URL-safe characters. */
    public static String next(String prefix) {
        byte[] bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        return prefix + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
