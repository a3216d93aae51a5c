package dev.naru.origin.payment;

import dev.naru.origin.platform.Problem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** The page for a buyer whose return is refused: what happened, whether money moved, and the way back. */
@Singleton
class ReturnPage {

    private static final String STYLE = """
            body{font:16px/1.6 system-ui,sans-serif;margin:15vh auto;max-width:28rem;padding:0 1.5rem;color:#1c2a33}
            h1{font-size:1.3rem}a{color:#0b6172}small{color:#5b6b75}""";

    private static final String HTML = """
            <!doctype html>
            <html lang="%s"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>%s</title><style>%s</style></head>
            <body><main><h1>%s</h1><p>%s</p><p><a href="%s">%s</a></p><p><small>%s %d · %s</small></p></main></body></html>
            """;

    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + sha256Base64(STYLE)
            + "'; base-uri 'none'; frame-ancestors 'none'";

    private record Text(String title, String body, String link, String code) {}

    /** A page unless the caller asks for something else: scripts get the problem as JSON. */
    static boolean wanted(List<MediaType> accepted) {
        return accepted.stream().anyMatch(type -> type.isCompatible(MediaType.TEXT_HTML_TYPE));
    }

    Response refusal(Problem problem, List<Locale> languages, URI orders) {
        boolean english = isEnglish(languages);
        Text text = text(problem.status(), english);
        String html = HTML.formatted(
                english ? "en" : "ko",
                text.title(),
                STYLE,
                text.title(),
                text.body(),
                orders,
                text.link(),
                text.code(),
                problem.status(),
                problem.slug());
        Response.ResponseBuilder response = Response.status(problem.status())
                .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
                .entity(html);
        if (problem.retryAfterS() > 0) {
            response.header(HttpHeaders.RETRY_AFTER, problem.retryAfterS());
        }
        return response.build();
    }

    /** Korean unless the browser puts English before it. */
    private static boolean isEnglish(List<Locale> languages) {
        for (Locale language : languages) {
            if (language.getLanguage().equals("ko")) {
                return false;
            }
            if (language.getLanguage().equals("en")) {
                return true;
            }
        }
        return false;
    }

    private static Text text(int status, boolean english) {
        if (status >= 500) {
            return english
                    ? new Text(
                            "We cannot confirm your payment right now",
                            "Please reload this page in a moment. Reloading never charges you twice.",
                            "Go to my orders",
                            "Error")
                    : new Text(
                            "지금은 결제를 확인할 수 없습니다", "잠시 후 이 페이지를 새로고침해 주세요. 새로고침해도 두 번 결제되지 않습니다.", "주문 내역으로 가기", "오류");
        }
        if (status == 403) {
            return english
                    ? new Text(
                            "The time to pay is over",
                            "Nothing was charged. Please place the order again.",
                            "Go to my orders",
                            "Error")
                    : new Text("결제 가능 시간이 지났습니다", "결제되지 않았습니다. 다시 주문해 주세요.", "주문 내역으로 가기", "오류");
        }
        return english
                ? new Text(
                        "We could not accept this payment",
                        "The details sent back do not match your order, so we did not ask for your money."
                                + " Please try again from your orders.",
                        "Go to my orders",
                        "Error")
                : new Text(
                        "결제를 진행할 수 없습니다",
                        "결제창에서 돌아온 정보가 주문 내용과 맞지 않아 결제를 요청하지 않았습니다. 주문 내역에서 다시 시도해 주세요.",
                        "주문 내역으로 가기",
                        "오류");
    }

    private static String sha256Base64(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
