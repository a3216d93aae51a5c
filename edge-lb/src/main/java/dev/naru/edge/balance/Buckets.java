package dev.naru.edge.balance;

/**
 * Users in 10,000 fixed buckets, and the buckets of each group by weight: group 0 has the first ones, then group 1, and so on. The share of users is the weight, to
 * one in ten thousand, and nothing but the weights decides:
 *
 * <ul>
 *   <li>while weight moves from one group to its neighbour, users move that way only, each at most once, and all others stay;
 *   <li>the same weights give the same groups, so taking a step back brings exactly its users back, in this process and in any other.
 * </ul>
 *
 * With three groups or more, weight that moves between groups that are no neighbours also shifts the buckets of those between them: put the two groups of a
 * deployment side by side. Immutable.
 */
public final class Buckets {
    /** Fixed for all times: a change would move users. */
    public static final int COUNT = 10_000;

    /** The bucket behind the last one of each group. */
    private final int[] ends;

    /** @param weights of the groups, 0 or more, at least one above 0 */
    public Buckets(int... weights) {
        long total = 0;
        for (int weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("a weight of " + weight);
            }
            total += weight;
        }
        if (total == 0) {
            throw new IllegalArgumentException("no group has a weight above 0");
        }
        ends = new int[weights.length];
        long sum = 0;
        for (int g = 0; g < weights.length; g++) {
            sum += weights[g];
            ends[g] = (int) (sum * COUNT / total);
        }
    }

    /**
     * The bucket of a user, 0 to 9,999.
     *
     * @param user any number that identifies it, also one that is not spread evenly
     */
    public static int of(long user) {
        return (int) Math.unsignedMultiplyHigh(Hashing.mix(user), COUNT);
    }

    /** The group that has a bucket. */
    public int group(int bucket) {
        int g = 0;
        while (bucket >= ends[g]) {
            g++;
        }
        return g;
    }

    /** How many buckets a group has. */
    public int size(int group) {
        return ends[group] - (group == 0 ? 0 : ends[group - 1]);
    }
}
