package dev.naru.edge.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.config.SplitConfig;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Splits of users: the shares are true, a user stays, and a growing share only takes users over. */
class SplitTest {
    private static final int USERS = 100_000;

    private static SplitConfig split(String name, SplitConfig.By by, int first) {
        return new SplitConfig(
                name,
                by,
                by == SplitConfig.By.COOKIE ? "uid" : "",
                List.of(new SplitConfig.Share("new", first), new SplitConfig.Share("old", 10_000 - first)));
    }

    private static Asked user(long id) {
        return Requests.parsed("GET", "/", "Cookie: a=b; uid=" + Long.toHexString(id));
    }

    @Test
    void sharesAreTrueToATenthOfAPercentOfUsers() {
        Condition.InShare share = Condition.InShare.of(split("checkout", SplitConfig.By.COOKIE, 500), 0);
        SplittableRandom random = new SplittableRandom(20_260_101);
        int in = 0;
        for (int i = 0; i < USERS; i++) {
            in += share.holds(user(random.nextLong())) ? 1 : 0;
        }
        // 5 % of 100,000 with a standard deviation of 69: four of them
        assertTrue(Math.abs(in - 5_000) < 276, in + " of " + USERS);
    }

    @Test
    void addressesThatDifferInOneDigitSpreadToo() {
        Split split = new Split(split("a", SplitConfig.By.ADDRESS, 5_000));
        int low = 0;
        for (int i = 0; i < 256; i++) {
            for (int k = 0; k < 256; k++) {
                low += split.bucket(Requests.parsed("GET", "/", "10.0." + i + "." + k, false)) < 5_000 ? 1 : 0;
            }
        }
        // half of 65,536 with a standard deviation of 128
        assertTrue(Math.abs(low - 32_768) < 512, low + " of 65536");
    }

    @Test
    void asAShareGrowsUsersMoveOnceAndOnlyToIt() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 2_000; i++) {
            Asked user = user(random.nextLong());
            boolean before = false;
            for (int share : new int[] {100, 500, 2_500, 5_000, 9_900}) {
                boolean now = Condition.InShare.of(split("c", SplitConfig.By.COOKIE, share), 0)
                        .holds(user);
                assertTrue(now || !before, "left the share when it grew to " + share);
                before = now;
            }
        }
    }

    @Test
    void twoSplitsAreIndependent() {
        Condition.InShare a = Condition.InShare.of(split("a", SplitConfig.By.COOKIE, 5_000), 0);
        Condition.InShare b = Condition.InShare.of(split("b", SplitConfig.By.COOKIE, 5_000), 0);
        SplittableRandom random = new SplittableRandom(11);
        int both = 0;
        for (int i = 0; i < 10_000; i++) {
            Asked user = user(random.nextLong());
            both += a.holds(user) && b.holds(user) ? 1 : 0;
        }
        // a quarter of 10,000 with a standard deviation of 43
        assertTrue(Math.abs(both - 2_500) < 175, both + " of 10000");
    }

    @Test
    void withoutTheCookieTheAddressTells() {
        Split split = new Split(split("a", SplitConfig.By.COOKIE, 5_000));
        int here = split.bucket(Requests.parsed("GET", "/x", "192.0.2.1", false));
        assertEquals(here, split.bucket(Requests.parsed("POST", "/y", "192.0.2.1", true, "Accept: a")));
        assertNotEquals(here, split.bucket(Requests.parsed("GET", "/x", "192.0.2.2", false)));
        assertEquals("address, without cookie uid", split.toldBy(Requests.parsed("GET", "/x")));
    }

    @Test
    void bucketsAreForEver() {
        // a change of the hash would move every user: these are written down, not computed
        Split split = new Split(split("checkout", SplitConfig.By.COOKIE, 5_000));
        assertEquals(List.of(BUCKET_OF_1, BUCKET_OF_2), List.of(split.bucket(user(1)), split.bucket(user(2))));
    }

    private static final int BUCKET_OF_1 = 5_861;
    private static final int BUCKET_OF_2 = 8_601;
}
