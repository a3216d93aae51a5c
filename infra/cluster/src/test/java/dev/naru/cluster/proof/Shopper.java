package dev.naru.cluster.proof;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One member who buys one thing after the other, each as its {@link Plan} says, and remembers what they were told. */
final class Shopper implements Runnable {
    private static final Map<String, Long> PRICES = Map.of(
            "ferry-ticket", 12_000L,
            "green-tea", 24_000L,
            "hanji-notebook", 15_000L,
            "river-candle", 21_000L,
            "moon-jar", 89_000L,
            "last-lantern", 145_000L);
    private static final String SECOND_LINE = ",{\"sku\":\"persimmon-tea\",\"quantity\":2,\"unitPrice\":9800}";
    private static final Pattern ORDER_NO = Pattern.compile("\"orderNo\":\"([^\"]+)\"");
    private static final Pattern CHECKOUT = Pattern.compile("\"checkoutUrl\":\"([^\"]+)\"");
    private static final Pattern STATUS = Pattern.compile("\"status\":\"([A-Z_]+)\"");
    /** Toss's or NICE Pay's name for it. */
    private static final Pattern KEY = Pattern.compile("(?:paymentKey|tid)=([^&]+)");

    private static final String KEY_FIELD = "(paymentKey|tid)=[^&]+";
    private static final Pattern ACTION = Pattern.compile("<form method=\"post\" action=\"([^\"]+)\" data-submit>");
    private static final Pattern HIDDEN = Pattern.compile("<input type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\">");
    private static final int TRIES = 12;
    private static final long TRY_PAUSE_MS = 250;
    private static final Duration IMPATIENT = Duration.ofMillis(120);

    private final Shop shop;
    private final Claims claims;
    private final Forger forger;
    private final long seed;
    private final int number;
    private final AtomicInteger payments;
    private final AtomicBoolean over;
    private @Nullable String unusedKey;

    Shopper(
            Shop shop,
            Claims claims,
            Forger forger,
            long seed,
            int number,
            AtomicInteger payments,
            AtomicBoolean over) {
        this.shop = shop;
        this.claims = claims;
        this.forger = forger;
        this.seed = seed;
        this.number = number;
        this.payments = payments;
        this.over = over;
    }

    /** One order, on its way to being paid. */
    private record Visit(SplittableRandom random, Plan plan, String key, String orderNo) {}

    /**
     * The browser's way back to the shop.
     *
     * @param form what it posts; empty when it follows a redirect
     */
    private record Back(String target, String form) {
        Back with(String pattern, String replacement) {
            return new Back(target.replaceAll(pattern, replacement), form.replaceAll(pattern, replacement));
        }

        String key() throws IOException {
            return first(KEY, target + "&" + form);
        }

        Map<String, String> headers() {
            return form.isEmpty() ? Map.of() : Map.of("Content-Type", "application/x-www-form-urlencoded");
        }
    }

    @Override
    public void run() {
        for (int n = 0; !over.get(); n++) {
            SplittableRandom random = new SplittableRandom((seed * 31 + number) * 1_000_003 + n);
            try {
                buy(random, Plan.of(random), "proof-" + seed + "-" + number + "-" + n);
            } catch (IOException e) {
                claims.count("gave up: no answer");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private String member() {
        return "shopper-" + number;
    }

    private void buy(SplittableRandom random, Plan plan, String key) throws IOException, InterruptedException {
        Web.Answer placed = place(random, plan, key);
        if (placed.status() != 201) {
            claims.count("order refused " + placed.status());
            return;
        }
        String orderNo = first(ORDER_NO, placed.body());
        claims.placed(key, orderNo);
        claims.count("orders");
        Visit visit = new Visit(random, plan, key, orderNo);
        Back back = payInWindow(visit, first(CHECKOUT, placed.body()));
        if (plan.forgery() != Plan.Forgery.NONE) {
            forger.send(random, plan.forgery(), orderNo + "-P1", PRICES.getOrDefault(plan.sku(), 0L) * plan.quantity());
        }
        if (back.target().isEmpty()) {
            return;
        }
        payments.incrementAndGet();
        claims.count("return " + plan.comesBack());
        comeBack(visit, back);
        if (plan.second()) {
            cancelLine(visit);
        }
        if (plan.cancels()) {
            cancel(visit);
        }
        payAgain(visit);
    }

    private Web.Answer place(SplittableRandom random, Plan plan, String key) throws IOException, InterruptedException {
        String body = "{\"lines\":[{\"sku\":\"" + plan.sku() + "\",\"quantity\":" + plan.quantity() + ",\"unitPrice\":"
                + PRICES.get(plan.sku()) + "}" + (plan.second() ? SECOND_LINE : "")
                + "],\"currency\":\"KRW\",\"locale\":\"ko\"" + (plan.nice() ? ",\"provider\":\"nice\"" : "") + "}";
        if (plan.placesTwice()) {
            SplittableRandom other = random.split();
            Thread.ofVirtual().start(() -> placeAside(other, key, body));
        }
        return insist(random, "/orders", order(key), body);
    }

    private void placeAside(SplittableRandom random, String key, String body) {
        try {
            Web.Answer answer = shop.api(random, "/orders", order(key), body, Web.PATIENT);
            if (answer.status() == 201) {
                claims.placed(key, first(ORDER_NO, answer.body()));
            }
        } catch (IOException e) {
            claims.count("second click lost");
        }
    }

    /** Repeats under the same key until there is a clear answer. */
    private Web.Answer insist(SplittableRandom random, String target, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        IOException last = new IOException("only passing answers");
        for (int i = 0; i < TRIES; i++) {
            try {
                Web.Answer answer = shop.api(random, target, headers, body, Web.PATIENT);
                if (!answer.passing()) {
                    return answer;
                }
                last = new IOException("status " + answer.status());
            } catch (IOException e) {
                last = e;
            }
            Thread.sleep(TRY_PAUSE_MS);
        }
        throw last;
    }

    /** Pays in the gateway's window; the way back, of no target when the buyer is not sent back. */
    private Back payInWindow(Visit visit, String checkoutUrl) throws IOException, InterruptedException {
        URI window = URI.create(checkoutUrl);
        String request = window.getRawQuery();
        if (visit.plan().nice()) {
            // As the window's own page names the fields.
            request = "dialect=nice&"
                    + request.replace("clientId=", "clientKey=")
                            .replace("goodsName=", "orderName=")
                            .replaceAll("returnUrl=([^&]+)", "successUrl=$1&failUrl=$1");
        }
        String form = request + "&method=" + visit.plan().method() + "&card=4000000000000002&scenario="
                + visit.plan().scenario() + "&action=approve&otp=123456";
        for (int i = 0; i < TRIES; i++) {
            try {
                Web.Answer answer = shop.window("/toss/pay", form);
                if (!answer.passing()) {
                    claims.count("window " + visit.plan().scenario());
                    return back(answer);
                }
            } catch (IOException e) {
                claims.count("window without answer");
            }
            Thread.sleep(TRY_PAUSE_MS);
        }
        throw new IOException("the window does not answer");
    }

    private static Back back(Web.Answer answer) {
        Matcher action = ACTION.matcher(answer.body());
        if (!action.find()) {
            return answer.location().isEmpty() ? new Back("", "") : back(answer.location(), "");
        }
        StringJoiner form = new StringJoiner("&");
        Matcher field = HIDDEN.matcher(answer.body());
        while (field.find()) {
            form.add(field.group(1) + "=" + URLEncoder.encode(field.group(2), StandardCharsets.UTF_8));
        }
        return back(action.group(1).replace("&amp;", "&"), form.toString());
    }

    private static Back back(String url, String form) {
        URI to = URI.create(url);
        return new Back(to.getRawPath() + "?" + to.getRawQuery(), form);
    }

    private void comeBack(Visit visit, Back target) throws IOException, InterruptedException {
        Plan plan = visit.plan();
        switch (plan.comesBack()) {
            case ONCE -> visitReturn(visit, target, Web.PATIENT);
            case DOUBLE_CLICK -> several(visit, target);
            case LOSES_THE_ANSWER -> {
                visitReturn(visit, target, IMPATIENT);
                Thread.sleep(plan.waitMs());
                visitReturn(visit, target, Web.PATIENT);
            }
            case LATE, TOO_LATE -> {
                Thread.sleep(plan.waitMs());
                visitReturn(visit, target, Web.PATIENT);
            }
            case NEVER -> unusedKey = target.key();
            case AND_CANCELS -> {
                Thread tab = Thread.ofVirtual().start(() -> cancelAside(visit));
                visitReturn(visit, target, Web.PATIENT);
                tab.join();
            }
            case CHANGED_AMOUNT -> {
                refused(visit, target.with("amount=\\d+", "amount=100"));
                visitReturn(visit, target, Web.PATIENT);
            }
            case FORGED_STATE -> refused(visit, target.with("state=[^&]{9}", "state=AAAAAAAAA"));
            case MADE_UP_KEY -> visitReturn(visit, target.with(KEY_FIELD, "$1=pay_none"), Web.PATIENT);
            case BORROWED_KEY -> {
                String key = unusedKey;
                unusedKey = null;
                visitReturn(visit, key == null ? target : target.with(KEY_FIELD, "$1=" + key), Web.PATIENT);
            }
        }
    }

    private void several(Visit visit, Back target) {
        try (ExecutorService clicks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < visit.plan().copies(); i++) {
                SplittableRandom own = visit.random().split();
                Visit copy = new Visit(own, visit.plan(), visit.key(), visit.orderNo());
                clicks.execute(() -> visitReturn(copy, target, Web.PATIENT));
            }
        }
    }

    private void visitReturn(Visit visit, Back target, Duration patience) {
        try {
            Web.Answer answer = shop.api(visit.random(), target.target(), target.headers(), target.form(), patience);
            boolean tampered = visit.plan().scenario().equals("tampered-amount");
            if (answer.location().endsWith("result=paid")) {
                claims.paid(visit.orderNo());
                if (tampered && visit.plan().comesBack() != Plan.Return.CHANGED_AMOUNT) {
                    claims.broken("an altered amount was taken: " + target);
                }
            }
            claims.count(
                    "answer " + (answer.status() == 303 ? answer.location().replaceAll(".*\\?", "") : answer.status()));
        } catch (IOException e) {
            claims.count("answer lost");
        }
    }

    private void refused(Visit visit, Back target) {
        try {
            Web.Answer answer = shop.api(visit.random(), target.target(), target.headers(), target.form(), Web.PATIENT);
            if (answer.status() < 400) {
                claims.broken("a forged return was answered " + answer.status() + ": " + target);
            }
            claims.count(answer.refused() ? "forged return refused" : "forged return unanswered");
        } catch (IOException e) {
            claims.count("forged return unanswered");
        }
    }

    private void cancelAside(Visit visit) {
        try {
            cancel(new Visit(visit.random().split(), visit.plan(), visit.key(), visit.orderNo()));
        } catch (IOException e) {
            claims.count("gave up cancelling");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void cancel(Visit visit) throws IOException, InterruptedException {
        Web.Answer answer =
                insist(visit.random(), "/orders/" + visit.orderNo() + "/cancel", order(visit.key() + "-cancel"), "");
        String status = answer.status() == 200 ? first(STATUS, answer.body()) : String.valueOf(answer.status());
        if (status.equals("CANCELLED")) {
            claims.cancelled(visit.orderNo());
        }
        claims.count("cancel " + status);
    }

    private void cancelLine(Visit visit) throws IOException, InterruptedException {
        Web.Answer answer = insist(
                visit.random(),
                "/orders/" + visit.orderNo() + "/lines/persimmon-tea/cancel",
                order(visit.key() + "-line"),
                "");
        claims.count("cancel line " + answer.status());
    }

    /** A declined buyer tries another card. */
    private void payAgain(Visit visit) throws IOException, InterruptedException {
        if (!visit.plan().scenario().equals("declined-at-confirm")) {
            return;
        }
        Web.Answer opened =
                insist(visit.random(), "/orders/" + visit.orderNo() + "/payments", order(visit.key() + "-again"), "");
        claims.count("pay again " + opened.status());
        if (opened.status() == 201) {
            Plan plan = visit.plan();
            Visit again = new Visit(
                    visit.random(),
                    new Plan(
                            plan.sku(),
                            plan.quantity(),
                            false,
                            "card",
                            "normal",
                            Plan.Return.DOUBLE_CLICK,
                            2,
                            0,
                            false,
                            false,
                            Plan.Forgery.NONE,
                            plan.nice()),
                    visit.key(),
                    visit.orderNo());
            Back back = payInWindow(again, first(CHECKOUT, opened.body()));
            payments.incrementAndGet();
            comeBack(again, back);
        }
    }

    private Map<String, String> order(String key) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Authorization", "Bearer " + shop.ticket(member()));
        headers.put("Idempotency-Key", key);
        headers.put("Content-Type", "application/json");
        return headers;
    }

    private static String first(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException(pattern + " is not in " + text);
        }
        return matcher.group(1).replace("\\u0026", "&");
    }
}
