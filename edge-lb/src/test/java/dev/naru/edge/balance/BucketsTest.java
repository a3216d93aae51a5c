package dev.naru.edge.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What a deployment that moves users relies on. */
class BucketsTest {
    private static int[] owners(int... weights) {
        Buckets buckets = new Buckets(weights);
        int[] owners = new int[Buckets.COUNT];
        Arrays.setAll(owners, buckets::group);
        return owners;
    }

    @Test
    void theShareOfTheBucketsIsTheWeight() {
        for (int percent = 0; percent <= 100; percent++) {
            Buckets buckets = new Buckets(percent, 100 - percent);
            assertEquals(percent * 100, buckets.size(0));
            assertEquals(10_000 - percent * 100, buckets.size(1));
        }
        assertEquals(3_333, new Buckets(1, 1, 1).size(0));
        assertEquals(10_000, new Buckets(0, 1_000_000, 0).size(1));
    }

    /** Guide 004's steps, forth and back. */
    @Test
    void usersMoveOnceOnlyToTheNewGroupAndARollbackBringsExactlyThemBack() {
        List<int[]> steps =
                List.of(owners(100, 0), owners(90, 10), owners(75, 25), owners(50, 50), owners(25, 75), owners(0, 100));
        int[] moves = new int[Buckets.COUNT];
        for (int s = 1; s < steps.size(); s++) {
            for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
                int before = steps.get(s - 1)[bucket];
                int after = steps.get(s)[bucket];
                assertTrue(after >= before, "bucket " + bucket + " went back in step " + s);
                moves[bucket] += after - before;
            }
        }
        assertTrue(Arrays.stream(moves).allMatch(count -> count == 1), "each user moves exactly once");
        assertEquals(Arrays.toString(steps.get(1)), Arrays.toString(owners(90, 10)), "back again");
    }

    @Property(tries = 200)
    void onlyTheWeightsDecideAndEveryBucketHasAGroup(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 1_000_000) Integer> weights) {
        int[] array = weights.stream().mapToInt(Integer::intValue).toArray();
        long total = Arrays.stream(array).asLongStream().sum();
        if (total == 0) {
            assertThrows(IllegalArgumentException.class, () -> new Buckets(array));
            return;
        }
        Buckets buckets = new Buckets(array);
        int sum = 0;
        for (int g = 0; g < array.length; g++) {
            double exact = (double) array[g] * Buckets.COUNT / total;
            assertTrue(Math.abs(buckets.size(g) - exact) < 1, "group " + g + " has " + buckets.size(g));
            assertTrue(array[g] > 0 || buckets.size(g) == 0, "weight 0 takes nobody");
            sum += buckets.size(g);
        }
        assertEquals(Buckets.COUNT, sum);
        assertTrue(array[buckets.group(Buckets.COUNT - 1)] > 0);
    }

    /** Users come with numbers of all kinds; chi-square over 100 ranges of 100 buckets, 99 degrees of freedom, bound at p = 0.001. */
    @Test
    void usersFallEvenlyIntoBuckets() {
        int users = 1_000_000;
        int[] counts = new int[100];
        for (long user = 1; user <= users; user++) {
            counts[Buckets.of(user) / 100]++;
        }
        double chi = 0;
        for (int count : counts) {
            chi += Math.pow(count - users / 100.0, 2) / (users / 100.0);
        }
        System.out.printf("buckets: chi-square %.1f of 1,000,000 users over 100 ranges (bound 148.2)%n", chi);
        assertTrue(chi < 148.2, "chi-square " + chi);
    }

    /** Fixed for all times: these would move if the hash were changed. */
    @Test
    void aUserHasTheSameBucketInEveryVersion() {
        assertEquals(List.of(5665, 5911, 2817), List.of(Buckets.of(1), Buckets.of(2), Buckets.of(Long.MIN_VALUE)));
    }
}
