package dev.naru.origin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** NICE Pay as its guide describes it: credentials, signatures, answers, codes. */
public class FakeNice implements AutoCloseable {

    public static final String CLIENT_ID = "S2_naru";
    public static final String SECRET_KEY = "test_nice";

    public enum Script {
        APPROVE,
        APPROVE_AND_DROP,
        DROP,
        DECLINE,
        OTHER_AMOUNT,
        FORGED_ANSWER
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EDI_DATE = "2026-01-01T12:00:00.000+0900";

    private final HttpServer server;
    private final Map<String, ObjectNode> byTid = new ConcurrentHashMap<>();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    FakeNice() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/payments/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void script(String orderId, Script script) {
        scripts.put(orderId, script);
    }

    public int count(String call, String orderId) {
        return counts.computeIfAbsent(call + orderId, k -> new AtomicInteger()).get();
    }

    /** The buyer has authenticated: the form that their browser posts. */
    public Map<String, String> authenticated(String orderId, long amount) {
        String tid =
                "nicuntct1m" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
        ObjectNode payment = JSON.createObjectNode()
                .put("resultCode", "0000")
                .put("resultMsg", "정상 처리되었습니다.")
                .put("tid", tid)
                .put("orderId", orderId)
                .put("ediDate", EDI_DATE)
                .put("status", "authenticated")
                .put("paidAt", "0")
                .put("failedAt", "0")
                .put("cancelledAt", "0")
                .put("payMethod", "card")
                .put("amount", amount)
                .put("balanceAmt", amount)
                .put("currency", "KRW");
        byTid.put(tid, payment);
        String token = "NICEUNTT" + UUID.randomUUID().toString().replace("-", "");
        Map<String, String> form = new LinkedHashMap<>();
        form.put("authResultCode", "0000");
        form.put("authResultMsg", "인증 성공");
        form.put("tid", tid);
        form.put("clientId", CLIENT_ID);
        form.put("orderId", orderId);
        form.put("amount", Long.toString(amount));
        form.put("mallReserved", "");
        form.put("authToken", token);
        form.put("signature", sha256(token + CLIENT_ID + amount + SECRET_KEY));
        return form;
    }

    /** As an event of the webhook, signed. */
    public String event(String tid) {
        return signed(byTid.get(tid)).toString();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String basic =
                Base64.getEncoder().encodeToString((CLIENT_ID + ":" + SECRET_KEY).getBytes(StandardCharsets.UTF_8));
        if (!("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, error("U104", "사용자 인증에 실패하였습니다."));
            return;
        }
        String[] path = exchange.getRequestURI().getPath().split("/");
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        boolean cancel = path.length == 5 && path[4].equals("cancel");
        if (path[3].equals("netcancel")) {
            netCancel(exchange, request);
            return;
        }
        ObjectNode payment = byTid.get(path[3]);
        if (payment == null) {
            send(exchange, 200, error("A115", "TID가 유효하지 않습니다"));
        } else if (exchange.getRequestMethod().equals("GET")) {
            send(
                    exchange,
                    200,
                    payment.path("status").asText().equals("authenticated")
                            ? error("A118", "조회 결과데이터 없음")
                            : signed(payment));
        } else if (cancel) {
            cancel(exchange, request, payment);
        } else {
            approve(exchange, request, payment);
        }
    }

    private void approve(HttpExchange exchange, JsonNode request, ObjectNode payment) throws IOException {
        String orderId = payment.path("orderId").asText();
        counted("approve", orderId);
        String tid = payment.path("tid").asText();
        String amount = request.path("amount").asText();
        if (!request.path("signData")
                .asText()
                .equals(sha256(tid + amount + request.path("ediDate").asText() + SECRET_KEY))) {
            send(exchange, 200, error("A101", "SIGN DATA 검증에 실패하였습니다"));
            return;
        }
        if (!amount.equals(payment.path("amount").asText())) {
            send(exchange, 200, error("A123", "거래금액 불일치(인증된 금액과 승인요청 금액 불일치)"));
            return;
        }
        Script script = scripts.getOrDefault(orderId, Script.APPROVE);
        switch (script) {
            case DROP -> exchange.close();
            case DECLINE -> send(exchange, 200, error("3095", "카드사 실패 응답"));
            case APPROVE_AND_DROP -> {
                pay(payment);
                exchange.close();
            }
            case OTHER_AMOUNT -> {
                pay(payment);
                payment.put("amount", 1).put("balanceAmt", 1);
                send(exchange, 200, signed(payment));
            }
            case FORGED_ANSWER -> {
                pay(payment);
                send(exchange, 200, payment.deepCopy().put("signature", "0".repeat(64)));
            }
            case APPROVE -> {
                pay(payment);
                send(exchange, 200, signed(payment));
            }
        }
    }

    private static void pay(ObjectNode payment) {
        payment.put("status", "paid").put("paidAt", EDI_DATE);
    }

    private void netCancel(HttpExchange exchange, JsonNode request) throws IOException {
        String orderId = request.path("orderId").asText();
        counted("netcancel", orderId);
        ObjectNode payment = byTid.values().stream()
                .filter(one -> one.path("orderId").asText().equals(orderId)
                        && !one.path("status").asText().equals("authenticated"))
                .findFirst()
                .orElse(null);
        if (payment == null) {
            send(exchange, 200, error("2012", "취소 해당거래 없음"));
        } else if (payment.path("status").asText().equals("cancelled")) {
            send(exchange, 200, error("2013", "취소 완료 거래"));
        } else {
            send(exchange, 200, signed(payment.put("status", "cancelled").put("balanceAmt", 0)));
        }
    }

    private void cancel(HttpExchange exchange, JsonNode request, ObjectNode payment) throws IOException {
        counted("cancel", payment.path("orderId").asText());
        long balance = payment.path("balanceAmt").asLong();
        long amount = request.path("cancelAmt").asLong(balance);
        if (amount > balance) {
            send(exchange, 200, error("2032", "취소금액이 취소가능금액보다 큼"));
            return;
        }
        payment.put("balanceAmt", balance - amount);
        payment.put("status", balance == amount ? "cancelled" : "partialCancelled");
        send(exchange, 200, signed(payment));
    }

    private void counted(String call, String orderId) {
        counts.computeIfAbsent(call + orderId, k -> new AtomicInteger()).incrementAndGet();
    }

    private static ObjectNode signed(ObjectNode payment) {
        return payment.put(
                "signature",
                sha256(payment.path("tid").asText() + payment.path("amount").asText() + EDI_DATE + SECRET_KEY));
    }

    private static ObjectNode error(String code, String message) {
        return JSON.createObjectNode().put("resultCode", code).put("resultMsg", message);
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json;charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
