package dev.naru.pgsim.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.naru.pgsim.payment.Cancel;
import dev.naru.pgsim.payment.Instrument;
import dev.naru.pgsim.payment.Method;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentStatus;
import dev.naru.pgsim.payment.Purchase;
import dev.naru.pgsim.payment.ReturnUrls;
import dev.naru.pgsim.payment.Scenario;
import dev.naru.pgsim.platform.Refusal;
import dev.naru.pgsim.platform.TestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerReplayTest {
    @TempDir
    Path folder;

    private Ledger open() {
        return open(Map.of());
    }

    private Ledger open(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("naru.data-dir", folder.toString());
        return new Ledger(TestConfig.of(all), new ObjectMapper().registerModule(new JavaTimeModule()));
    }

    private static Payment ready(String key, Instant at) {
        return Payment.open(
                key,
                new Purchase("ORD-" + key, "나루 머그컵", 12_900, "KRW"),
                new Instrument(Method.CARD, "40000000****0002", null),
                Scenario.NORMAL,
                new ReturnUrls("http://api/ok", "http://api/no"),
                at);
    }

    @Test
    void replaysEverythingAcknowledged() throws IOException {
        Instant at = Instant.now();
        Ledger first = open();
        first.transact(t -> t.put(ready("a", at)));
        first.transact(t -> t.put(ready("a", at).authenticated(at)));
        Payment paid = first.transact(t -> {
            t.put(new Answer("scope", 200, "{\"ok\":true}"));
            t.put(Webhook.due("e1", "a", "DONE", Scenario.NORMAL, at, at, "{}"));
            return t.put(ready("a", at).authenticated(at).approved(at));
        });
        first.transact(t -> t.put(paid.canceled(new Cancel("tx", 900, "반품", at))));
        first.close();

        Ledger second = open();
        Payment replayed = second.payments().getFirst();
        assertEquals(PaymentStatus.PARTIAL_CANCELED, replayed.status());
        assertEquals(12_000, replayed.balance());
        assertEquals(paid.approvedAt(), replayed.approvedAt());
        assertEquals(
                "{\"ok\":true}",
                second.transact(t -> t.answer("scope")).orElseThrow().body());
        assertEquals(Webhook.State.PENDING, second.webhooks().getFirst().state());
        second.close();
    }

    @Test
    void aTornLineTakesBackOnlyItself() throws IOException {
        Ledger first = open();
        first.transact(t -> t.put(ready("a", Instant.now())));
        first.close();
        Path file = folder.resolve(Journal.FILE_NAME);
        String whole = Files.readString(file);
        Files.writeString(file, whole + whole.substring(0, whole.length() / 2));
        Ledger second = open();
        assertEquals(1, second.payments().size());
        assertTrue(second.tornBytes() > 0);
        second.close();
        assertEquals(whole, Files.readString(file));
    }

    @Test
    void aFailedTransactionChangesNothing() throws IOException {
        Ledger ledger = open();
        assertThrows(
                IllegalStateException.class,
                () -> ledger.transact(t -> {
                    t.put(ready("a", Instant.now()));
                    throw new IllegalStateException("changed my mind");
                }));
        assertEquals(0, ledger.payments().size());
        ledger.close();
    }

    @Test
    void refusesMoreThanItHolds() throws IOException {
        Ledger ledger = open(Map.of("naru.max-payments", "1"));
        ledger.transact(t -> t.put(ready("a", Instant.now())));
        Refusal refusal = assertThrows(Refusal.class, () -> ledger.transact(t -> t.put(ready("b", Instant.now()))));
        assertTrue(refusal.getMessage().contains("NARU_MAX_PAYMENTS"));
        ledger.transact(t -> t.put(ready("a", Instant.now()).authenticated(Instant.now())));
        ledger.close();
    }

    @Test
    void anUnconfirmedSessionExpires() throws IOException {
        Ledger ledger = open();
        Instant eleven = Instant.now().minusSeconds(11 * 60);
        Instant nine = Instant.now().minusSeconds(9 * 60);
        ledger.transact(t -> t.put(ready("old", eleven).authenticated(eleven)));
        ledger.transact(t -> t.put(ready("new", eleven).authenticated(nine)));
        assertEquals(
                PaymentStatus.EXPIRED,
                ledger.transact(t -> t.find("old")).orElseThrow().status());
        assertEquals(
                PaymentStatus.IN_PROGRESS,
                ledger.transact(t -> t.find("new")).orElseThrow().status());
        ledger.close();
    }
}
