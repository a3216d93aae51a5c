package dev.naru.pgsim.ledger;

import dev.naru.pgsim.payment.Payment;
import java.time.Instant;
import java.util.List;

/**
 * One line of the journal: everything that one transaction changed, in full. Replaying is taking the last of each.
 *
 * @param sequence 1, 2, 3 … without a gap
 */
record Entry(long sequence, Instant at, List<Payment> payments, List<Answer> answers, List<Webhook> webhooks) {}
