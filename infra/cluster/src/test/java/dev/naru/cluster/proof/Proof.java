package dev.naru.cluster.proof;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One run: trouble first, then peace, then the books. */
final class Proof {
    private static final long POLL_MS = 1_000;
    private static final long PROGRESS_EVERY_S = 10;
    private static final List<String> JOBS = List.of("order_expiry", "payment_reconcile", "auto_send");

    /** What came of it. */
    record Result(
            ProofOptions options,
            int payments,
            int kills,
            long runS,
            long settleS,
            Map<String, Integer> faults,
            Map<String, Long> counts,
            Map<String, Long> ended,
            List<String> violations) {}

    private final ProvingCluster cluster;
    private final ProofOptions options;
    private final Consumer<String> log;
    private final Claims claims = new Claims();
    private final Shop shop;
    private final BookReader reader;
    private final Faults faults;
    private final AtomicInteger payments = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    Proof(ProvingCluster cluster, ProofOptions options, Consumer<String> log)
            throws IOException, GeneralSecurityException, SQLException {
        this.cluster = cluster;
        this.options = options;
        this.log = log;
        this.shop = new Shop(cluster);
        this.reader = new BookReader(cluster, shop);
        this.faults = new Faults(cluster, options.seed(), log);
    }

    Result run() throws InterruptedException, SQLException, IOException {
        long from = System.nanoTime();
        Forger forger = new Forger(shop, claims);
        List<Thread> shoppers = new ArrayList<>();
        for (int i = 0; i < options.shoppers(); i++) {
            shoppers.add(
                    Thread.ofVirtual().start(new Shopper(shop, claims, forger, options.seed(), i, payments, over)));
        }
        Thread trouble = Thread.ofPlatform().name("faults").start(faults);
        long runS = trouble(from);
        over.set(true);
        faults.stop();
        trouble.join();
        cluster.heal();
        for (Thread shopper : shoppers) {
            shopper.join();
        }
        long settleFrom = System.nanoTime();
        List<String> violations = settle(settleFrom);
        Books books = reader.read();
        Map<String, Long> ended = new java.util.TreeMap<>();
        books.orders().forEach(order -> ended.merge("order " + order.status(), 1L, Long::sum));
        books.payments().forEach(payment -> ended.merge("payment " + payment.status(), 1L, Long::sum));
        ended.put(
                "won held by the gateway",
                books.gateway().stream().mapToLong(Books.PgPayment::balance).sum());
        ended.put(
                "won paid in the database",
                books.payments().stream()
                                .filter(Books.Payment::holdsMoney)
                                .mapToLong(payment -> payment.amount() - payment.refunded())
                                .sum()
                        + books.recurring().values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
        return new Result(
                options,
                payments.get(),
                faults.kills(),
                runS,
                seconds(settleFrom),
                faults.counts(),
                claims.counts(),
                ended,
                violations);
    }

    private long trouble(long from) throws InterruptedException {
        long said = 0;
        while (seconds(from) < options.most().toSeconds()
                && (payments.get() < options.payments() || faults.kills() < options.kills())) {
            Thread.sleep(POLL_MS);
            if (seconds(from) - said >= PROGRESS_EVERY_S) {
                said = seconds(from);
                log.accept(said + " s: " + payments.get() + " payments, " + faults.kills() + " kills");
                runJobs();
            }
        }
        return seconds(from);
    }

    /** Waits until the books are in order, at most as long as the sweeper may take; returns what is still wrong then. */
    private List<String> settle(long from) throws InterruptedException, SQLException, IOException {
        while (true) {
            runJobs();
            Thread.sleep(POLL_MS);
            List<String> open = reader.unfinished();
            boolean late = Duration.ofNanos(System.nanoTime() - from).toSeconds()
                    > options.settle().toSeconds();
            if (open.isEmpty() || late) {
                List<String> violations = Audit.of(reader.read(), claims);
                if (violations.isEmpty() || late) {
                    return violations;
                }
            } else if (seconds(from) % PROGRESS_EVERY_S == 0) {
                log.accept("settling: " + open.size() + (open.size() == 1000 ? " or more" : "") + " open, such as "
                        + open.getFirst());
            }
        }
    }

    private void runJobs() {
        for (String job : JOBS) {
            try {
                shop.runJob(job);
            } catch (IOException e) {
                claims.count("job not called");
            }
        }
    }

    private static long seconds(long fromNs) {
        return (System.nanoTime() - fromNs) / 1_000_000_000;
    }
}
