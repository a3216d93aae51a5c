package dev.naru.edge.deploy;

import dev.naru.edge.balance.Buckets;
import java.util.List;

/**
 * What the weights of a deployment did to users that a route keeps with their group, in buckets of 10,000: computed from the weights that were set, as the data plane
 * does it.
 *
 * @param stayed never moved
 * @param movedOnce from the old group to the new one, and stay there
 * @param movedBack there and back, by a roll back
 * @param movedMore more often
 */
public record Users(int stayed, int movedOnce, int movedBack, int movedMore) {

    /**
     * @param firstIsNew whether the new group comes first in the configuration
     * @param shares of the new group in percent, in the order in which they were set
     */
    static Users of(boolean firstIsNew, List<Integer> shares) {
        int[] moves = new int[Buckets.COUNT];
        int[] at = new int[Buckets.COUNT];
        int[] first = new int[Buckets.COUNT];
        for (int i = 0; i < shares.size(); i++) {
            int share = shares.get(i);
            Buckets buckets = firstIsNew ? new Buckets(share, 100 - share) : new Buckets(100 - share, share);
            for (int b = 0; b < Buckets.COUNT; b++) {
                int group = buckets.group(b);
                if (i == 0) {
                    first[b] = group;
                } else if (group != at[b]) {
                    moves[b]++;
                }
                at[b] = group;
            }
        }
        int[] sums = new int[4];
        for (int b = 0; b < Buckets.COUNT; b++) {
            sums[moves[b] == 2 && at[b] == first[b] ? 2 : moves[b] >= 2 ? 3 : moves[b]]++;
        }
        return new Users(sums[0], sums[1], sums[2], sums[3]);
    }
}
