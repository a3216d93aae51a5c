package dev.naru.pgsim.checkout;

import dev.naru.pgsim.payment.Dialect;
import dev.naru.pgsim.payment.Failure;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.ReturnUrls;
import dev.naru.pgsim.payment.Scenario;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The URL that a buyer's browser carries back to the shop. */
final class BuyerReturn {
    private BuyerReturn() {}

    /** {@code successUrl&paymentKey=…&orderId=…&amount=…}, or Kakao's {@code approvalUrl&pg_token=…}. */
    static URI success(Payment payment, ReturnUrls urls, String token) {
        if (payment.dialect() == Dialect.KAKAO) {
            return URI.create(urls.success() + separator(urls.success()) + "pg_token=" + encoded(token));
        }
        return URI.create(urls.success() + separator(urls.success())
                + "paymentKey=" + encoded(payment.paymentKey())
                + "&orderId=" + encoded(payment.purchase().orderId())
                + "&amount=" + told(payment));
    }

    /** {@code failUrl&code=…&message=…&orderId=…}. */
    static URI failure(Payment payment, ReturnUrls urls, Failure why) {
        return URI.create(urls.fail() + separator(urls.fail())
                + "code=" + encoded(why.code())
                + "&message=" + encoded(why.message())
                + "&orderId=" + encoded(payment.purchase().orderId()));
    }

    /** The amount that the browser carries. */
    static long told(Payment payment) {
        long amount = payment.purchase().amount();
        return payment.scenario() == Scenario.TAMPERED_AMOUNT ? tampered(amount) : amount;
    }

    /** A tenth of the amount, and never the amount itself. */
    private static long tampered(long amount) {
        return amount >= 10 ? amount / 10 : amount + 1;
    }

    private static String separator(String url) {
        return url.indexOf('?') < 0 ? "?" : "&";
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
