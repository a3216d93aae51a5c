package dev.naru.origin.orders;

import dev.naru.origin.payment.PaymentView;
import dev.naru.origin.payment.Payments;
import dev.naru.origin.platform.Journal;
import dev.naru.origin.platform.Outbox;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Makes an order: checks it against the catalogue, reserves the goods, opens the payment. All or nothing. */
@Singleton
class Checkout {

    /** Without letters and digits that are mistaken for one another when read out. */
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private static final int RANDOM_LETTERS = 10;
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyMMdd");

    /** What POST /orders answers, and stores under its key. */
    @Schema(name = "PlacedOrder")
    record Placed(String orderNo, long amount, String currency, OrderStatus status, PaymentView payment) {}

    private final OrderRows rows;
    private final Products products;
    private final Stock stock;
    private final Payments payments;
    private final Journal journal;
    private final Outbox outbox;
    private final SecureRandom random = new SecureRandom();

    Checkout(OrderRows rows, Products products, Stock stock, Payments payments, Journal journal, Outbox outbox) {
        this.rows = rows;
        this.products = products;
        this.stock = stock;
        this.payments = payments;
        this.journal = journal;
        this.outbox = outbox;
    }

    Placed place(Tx tx, String member, String idempotencyKey, OrderRequest request) {
        payments.requireOffered(request.provider());
        List<OrderLine> lines = priced(tx, request);
        long amount = 0;
        for (OrderLine line : lines) {
            amount = Math.addExact(amount, Math.multiplyExact(line.unitPrice(), (long) line.quantity()));
        }
        Order order = rows.insert(tx, newOrderNo(), member, amount, request.currency(), request.localeOrKorean());
        for (OrderLine line : lines) {
            rows.insertLine(tx, order, line);
        }
        stock.reserve(tx, order, lines);
        journal.add(tx, order.orderNo(), "buyer", "order.created", idempotencyKey, null);
        outbox.append(tx, "order", order.orderNo(), "order.created", OrderEvent.of(order, order.status()));
        PaymentView payment = payments.open(tx, bill(order, lines, request.provider()));
        return new Placed(order.orderNo(), order.amount(), order.currency(), order.status(), payment);
    }

    static Payments.Bill bill(Order order, List<OrderLine> lines, @Nullable String provider) {
        boolean english = order.locale().equals("en");
        OrderLine first = lines.getFirst();
        String name = english ? first.nameEn() : first.nameKo();
        int more = lines.size() - 1;
        if (more > 0) {
            name += english ? " and " + more + " more" : " 외 " + more + "건";
        }
        return new Payments.Bill(order.orderNo(), name, order.amount(), order.currency(), order.expiresAt(), provider);
    }

    /** The request's lines with the catalogue's names and prices, in the request's order. */
    private List<OrderLine> priced(Tx tx, OrderRequest request) {
        List<OrderLine> lines = new ArrayList<>();
        List<Map<String, Object>> changed = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (OrderRequest.Line line : request.lines()) {
            if (!seen.add(line.sku())) {
                throw Problem.unprocessable("duplicate-line", "A SKU may be in one line only; add up the quantities.");
            }
            Product product = products.find(tx, line.sku())
                    .orElseThrow(
                            () -> Problem.unprocessable("unknown-product", "A line names a SKU that is not sold."));
            if (!product.currency().equals(request.currency())) {
                throw Problem.unprocessable(
                        "currency-mismatch", "These products are sold in " + product.currency() + " only.");
            }
            if (product.price() != line.unitPrice()) {
                changed.add(Map.of("sku", product.sku(), "quantity", line.quantity(), "unitPrice", product.price()));
            }
            lines.add(new OrderLine(
                    product.sku(),
                    product.nameKo(),
                    product.nameEn(),
                    line.quantity(),
                    product.price(),
                    OrderLine.ORDERED));
        }
        if (!changed.isEmpty()) {
            throw Problem.conflict("price-changed", "Price changed", "Some prices are not those you sent; see lines.")
                    .with("lines", changed);
        }
        return lines;
    }

    /** Day and 10 random letters (49 bits): short enough to read out, and the unique constraint has the last word. */
    private String newOrderNo() {
        StringBuilder orderNo =
                new StringBuilder("N").append(LocalDate.now(SEOUL).format(DAY)).append('-');
        for (int i = 0; i < RANDOM_LETTERS; i++) {
            orderNo.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return orderNo.toString();
    }
}
