package dev.naru.edge.proxy;

import dev.naru.edge.config.ErrorPageConfig;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.RequestHead.Method;
import dev.naru.edge.policy.Refusal;
import dev.naru.edge.route.ErrorPages;
import dev.naru.edge.route.Facts;
import dev.naru.edge.route.HeaderChanges;
import dev.naru.edge.route.Site;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * The answers that the edge gives itself. A browser gets a small page in Korean and English, everybody else RFC 9457 problem details; both name the outcome and the
 * request id that the log has. Off the fast path, so plain strings will do.
 */
final class EdgeAnswer {
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

    private EdgeAnswer() {}

    /** An error page: the site's own where it has one, else one of two built-in ones. */
    static ByteBuf error(LoopContext context, Exchange exchange, Refusal refusal, Facts facts, boolean close) {
        int status = refusal.status();
        String code = refusal.outcome().code;
        String id = exchange.idText();
        Site site = exchange.site;
        ErrorPageConfig own = site == null ? null : site.errorPages().find(code, status, exchange.wantsHtml);
        String body = own != null
                ? ErrorPages.render(
                        own,
                        Map.of(
                                "status",
                                String.valueOf(status),
                                "reason",
                                reason(status),
                                "outcome",
                                code,
                                "detail",
                                refusal.detail(),
                                "request_id",
                                id))
                : exchange.wantsHtml
                        ? page(status, code, refusal.detail(), id)
                        : problem(status, code, refusal.detail(), id);
        String type = own != null
                ? own.contentType()
                : exchange.wantsHtml ? "text/html; charset=utf-8" : "application/problem+json";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String fields = contentType(type, bytes)
                + refusal.fields() + "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
                + (exchange.wantsHtml && own == null
                        ? "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
                        : "")
                + "X-Request-Id: " + id + "\r\n";
        return compose(context, exchange, status, fields, bytes, facts, close);
    }

    static String contentType(String type, byte[] body) {
        return body.length > 0 ? "Content-Type: " + type + "\r\n" : "";
    }

    /**
     * An answer with a body of the configuration's or none.
     *
     * @param fields its header lines, each with its CRLF, which the route or the site may change
     */
    static ByteBuf compose(
            LoopContext context,
            Exchange exchange,
            int status,
            String fields,
            byte[] body,
            Facts facts,
            boolean close) {
        boolean lengthless = status == 204 || status == 304;
        HeaderChanges changes = exchange.route != null
                ? exchange.route.responseHeaders()
                : exchange.site != null ? exchange.site.responseHeaders() : HeaderChanges.NONE;
        String dated = "Date: " + DATE.format(Instant.now().atOffset(ZoneOffset.UTC)) + "\r\n" + fields;
        String head = "HTTP/1.1 " + status + " " + reason(status) + "\r\n"
                + (changes.none() ? dated : changes.applyTo(dated, context.added, facts))
                + (lengthless ? "" : "Content-Length: " + body.length + "\r\n")
                + (exchange.hsts == null ? "" : Ascii.string(exchange.hsts, 0, exchange.hsts.length))
                + (close ? "Connection: close\r\n" : exchange.http11 ? "" : "Connection: keep-alive\r\n")
                + "\r\n";
        boolean bodiless = lengthless || exchange.method == Method.HEAD;
        ByteBuf buf = context.alloc.buffer(head.length() + body.length);
        buf.writeBytes(Ascii.bytes(head));
        if (!bodiless) {
            buf.writeBytes(body);
        }
        return buf;
    }

    private static String problem(int status, String code, String detail, String id) {
        return "{\"type\":\"https://naru.dev/problems/" + code + "\",\"title\":\"" + reason(status) + "\",\"status\":"
                + status + ",\"detail\":\"" + detail + "\",\"outcome\":\"" + code + "\",\"requestId\":\"" + id
                + "\"}\n";
    }

    private static String page(int status, String code, String detail, String id) {
        String korean = status >= 500 ? "잠시 후 다시 시도해 주세요." : "요청을 처리할 수 없습니다.";
        return "<!doctype html><html lang=\"ko\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                + "<title>" + status + " " + reason(status) + "</title>"
                + "<style>body{font:16px/1.6 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}"
                + "small{opacity:.7}</style>"
                + "<h1>" + status + "</h1><p>" + korean + "<p lang=\"en\">" + reason(status) + ": " + detail
                + "<p><small>" + code + " · " + id + "</small></html>\n";
    }

    static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 204 -> "No Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 410 -> "Gone";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 417 -> "Expectation Failed";
            case 421 -> "Misdirected Request";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "Status " + status;
        };
    }
}
