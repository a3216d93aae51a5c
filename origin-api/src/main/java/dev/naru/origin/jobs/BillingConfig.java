package dev.naru.origin.jobs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** Recurring payment ({@code naru.billing.*}). */
@ConfigMapping(prefix = "naru.billing")
interface BillingConfig {

    /** The kill switch of a deployment: false, and nothing is charged. {@code POST /cron/auto_payment/pause} is the one for now. */
    @WithDefault("true")
    boolean enabled();

    /** KRW that one run may try to charge in all; a bug in amounts or due dates must not empty cards. */
    @WithDefault("50000000")
    long maxAmountPerRun();

    /** Cards that are charged at once, 1 to 256; so many charges at most follow a cancel or the kill switch. Below {@code naru.database.permits} leaves room. */
    @WithDefault("12")
    int chargesAtOnce();

    /** Days after the first decline on which the card is tried again; after the last one the subscription is suspended. */
    @WithDefault("1,3,5")
    List<Integer> dunningDays();

    /** First wait after a charge without a definite answer. */
    @WithDefault("1m")
    Duration unknownRetry();

    /** Longest wait between two questions about such a charge. */
    @WithDefault("6h")
    Duration unknownRetryCap();

    /** Charges without an answer after which an alarm is raised. They are still asked about: money may have moved. */
    @WithDefault("5")
    int unknownAlarmAfter();
}
