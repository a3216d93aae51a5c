package dev.naru.cluster.proof;

import java.util.SplittableRandom;

/**
 * What one shopper does with one order, drawn by lot.
 *
 * @param second whether the order has a second line, which is cancelled afterwards
 * @param nice whether they pay through NICE Pay: a posted form, and a net cancel where the answer is lost
 */
record Plan(
        String sku,
        int quantity,
        boolean placesTwice,
        String method,
        String scenario,
        Return comesBack,
        int copies,
        long waitMs,
        boolean second,
        boolean cancels,
        Forgery forgery,
        boolean nice) {

    /** How the buyer's browser comes back from the gateway's window. */
    enum Return {
        ONCE,
        /** Several at once: a double click, a reload. */
        DOUBLE_CLICK,
        /** Gives up before the answer, and comes again. */
        LOSES_THE_ANSWER,
        LATE,
        /** After the gateway's and the order's time. */
        TOO_LATE,
        NEVER,
        /** While cancelling the order in another tab. */
        AND_CANCELS,
        CHANGED_AMOUNT,
        FORGED_STATE,
        MADE_UP_KEY,
        /** With the key of another payment of theirs. */
        BORROWED_KEY
    }

    /** What a stranger sends meanwhile. */
    enum Forgery {
        NONE,
        FOREIGN_KEY,
        UNSIGNED,
        OLD_TIMESTAMP,
        /** Signed as the gateway does, and untrue: as if reordered. Taken, and not believed. */
        UNTRUE,
        TOO_LARGE
    }

    private static final String[] SKUS = {
        "ferry-ticket", "ferry-ticket", "green-tea", "hanji-notebook", "river-candle", "moon-jar", "last-lantern"
    };

    private static final String[] SCENARIOS = {
        "webhook-first",
        "webhook-burst",
        "webhook-bad-signature",
        "webhook-old-timestamp",
        "webhook-rotated-key",
        "answer-lost",
        "answer-lost",
        "answer-lost",
        "hang",
        "sticky-500",
        "rate-limited",
        "tampered-amount",
        "duplicate-order",
        "declined-at-confirm",
        "declined-at-confirm",
        "return-lost"
    };

    private static final int[] RETURN_WEIGHTS = {40, 22, 12, 12, 1, 3, 4, 2, 1, 1, 2};
    private static final int FORGERY_PERCENT = 12;
    private static final int CANCEL_PERCENT = 10;
    private static final int SECOND_PERCENT = 15;
    private static final int ODD_SCENARIO_PERCENT = 40;
    private static final int ACCOUNT_PERCENT = 8;
    private static final int NICE_PERCENT = 15;

    static Plan of(SplittableRandom random) {
        boolean account = random.nextInt(100) < ACCOUNT_PERCENT;
        boolean odd = random.nextInt(100) < ODD_SCENARIO_PERCENT;
        String scenario = SCENARIOS[random.nextInt(SCENARIOS.length)];
        Return comesBack = Return.values()[weighted(random, RETURN_WEIGHTS)];
        return new Plan(
                SKUS[random.nextInt(SKUS.length)],
                random.nextInt(1, 4),
                random.nextInt(100) < 10,
                account ? "account" : "card",
                account ? odd ? "deposit-reversed" : "normal" : odd ? scenario : "normal",
                comesBack,
                random.nextInt(2, 5),
                switch (comesBack) {
                    case LATE -> random.nextLong(300, 3_000);
                    case TOO_LATE -> random.nextLong(21_000, 28_000);
                    default -> random.nextLong(5, 250);
                },
                random.nextInt(100) < SECOND_PERCENT,
                random.nextInt(100) < CANCEL_PERCENT,
                random.nextInt(100) < FORGERY_PERCENT
                        ? Forgery.values()[random.nextInt(1, Forgery.values().length)]
                        : Forgery.NONE,
                !account && random.nextInt(100) < NICE_PERCENT);
    }

    private static int weighted(SplittableRandom random, int[] weights) {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int at = random.nextInt(sum);
        for (int i = 0; ; i++) {
            at -= weights[i];
            if (at < 0) {
                return i;
            }
        }
    }
}
