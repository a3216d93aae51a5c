package dev.naru.edge.balance;

/** Random numbers of one loop: xorshift64* (Vigna 2016). Not secret; a seed makes them repeatable. */
final class Dice {
    private long state;

    Dice(long seed) {
        state = seed == 0 ? 1 : seed;
    }

    /** From 0 to {@code bound - 1}. */
    int below(int bound) {
        state ^= state >>> 12;
        state ^= state << 25;
        state ^= state >>> 27;
        return (int) Math.unsignedMultiplyHigh(state * 0x2545F4914F6CDD1DL, bound);
    }
}
