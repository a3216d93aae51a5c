package dev.naru.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a client asks and what it gets. The byte after the first slash of the path tells the back end which it is. */
public enum Traffic {
    /** 108 bytes of answer, head included. */
    SMALL("GET", "/s", "", 0, 43),
    /** The same answer to the 900-byte head that a browser sends. */
    BROWSER("GET", "/s/catalogue/ferries?season=autumn&page=2", browserHeaders(), 0, 43),
    ANSWER_64K("GET", "/k", "", 0, 64 << 10),
    ANSWER_1M("GET", "/m", "", 0, 1 << 20),
    UPLOAD_1M("PUT", "/u", "Content-Type: application/octet-stream\r\n", 1 << 20, 43);

    private final String method;
    private final String path;
    private final String headers;
    private final int requestBodyBytes;
    private final int answerBodyBytes;

    Traffic(String method, String path, String headers, int requestBodyBytes, int answerBodyBytes) {
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.requestBodyBytes = requestBodyBytes;
        this.answerBodyBytes = answerBodyBytes;
    }

    /** The request as the client sends it, body included; direct memory, never released. */
    ByteBuf request(boolean close) {
        StringBuilder head = new StringBuilder()
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: bench.localhost\r\n")
                .append(headers);
        if (requestBodyBytes > 0) {
            head.append("Content-Length: ").append(requestBodyBytes).append("\r\n");
        }
        if (close) {
            head.append("Connection: close\r\n");
        }
        return constant(head.append("\r\n").toString(), requestBodyBytes);
    }

    /** The back end's answer; direct memory, never released. */
    ByteBuf answer() {
        return constant(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + answerBodyBytes + "\r\n\r\n",
                answerBodyBytes);
    }

    int requestBodyBytes() {
        return requestBodyBytes;
    }

    public int answerBodyBytes() {
        return answerBodyBytes;
    }

    /** Whether a message is longer than a socket's buffer, so that it comes in many pieces. */
    boolean bulk() {
        return Math.max(requestBodyBytes, answerBodyBytes) > 32 << 10;
    }

    private static ByteBuf constant(String head, int bodyBytes) {
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuf message = Unpooled.directBuffer(bytes.length + bodyBytes);
        message.writeBytes(bytes);
        byte[] body = new byte[bodyBytes];
        Arrays.fill(body, (byte) 'n');
        message.writeBytes(body);
        return Unpooled.unreleasableBuffer(message);
    }

    private static String browserHeaders() {
        return """
                Connection: keep-alive
                Cache-Control: max-age=0
                sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"
                sec-ch-ua-mobile: ?0
                sec-ch-ua-platform: "Linux"
                Upgrade-Insecure-Requests: 1
                User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36
                Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8
                Sec-Fetch-Site: same-origin
                Sec-Fetch-Mode: navigate
                Sec-Fetch-User: ?1
                Sec-Fetch-Dest: document
                Referer: http://bench.localhost/s/catalogue/ferries?season=autumn&page=1&sort=newest
                Accept-Encoding: gzip, deflate, br, zstd
                Accept-Language: ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7
                Cookie: locale=ko; LBSESSIONID=4f1d2c9a7be84d0c; cart=01JD2Q8N6T4M7XK3V5B9; seen=ferry,pier,lantern,rope
                """.replace("\n", "\r\n");
    }
}
