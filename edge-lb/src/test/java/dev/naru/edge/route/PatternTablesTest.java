package dev.naru.edge.route;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The tables against the plain reading of the rules on strings. */
class PatternTablesTest {

    /** Few letters and many slashes, so that patterns and paths meet often. */
    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings()
                .withChars('a', 'b', '/', '.')
                .ofMaxLength(10)
                .map(text -> "/" + text);
    }

    @Provide
    Arbitrary<Set<String>> patterns() {
        return paths().set().ofMaxSize(20);
    }

    @Provide
    Arbitrary<String> hosts() {
        return Arbitraries.strings().withChars('a', 'b', 'A', '.').ofMaxLength(10);
    }

    @Provide
    Arbitrary<Set<String>> hostPatterns() {
        Arbitrary<String> labels = Arbitraries.of("a", "b", "ab", "aa");
        Arbitrary<String> names = labels.list().ofMinSize(1).ofMaxSize(4).map(list -> String.join(".", list));
        return Arbitraries.oneOf(names, names.map(name -> "*." + name)).set().ofMaxSize(20);
    }

    @Property(tries = 5000)
    void pathTableAgreesWithTheGreatestMatch(
            @ForAll("patterns") Set<String> set, @ForAll("paths") String path, @ForAll @IntRange(max = 3) int offset) {
        List<String> patterns = List.copyOf(set);
        int expected =
                best(patterns, pattern -> pattern.endsWith("/") ? path.startsWith(pattern) : path.equals(pattern));
        byte[] buf = ("/a/".substring(0, offset) + path + "/a/b").getBytes(US_ASCII);
        assertEquals(expected, new PathTable(patterns).find(buf, offset, path.length()));
    }

    private static int best(List<String> patterns, Predicate<String> matches) {
        return IntStream.range(0, patterns.size())
                .filter(i -> matches.test(patterns.get(i)))
                .boxed()
                .max(Comparator.comparing((Integer i) -> exact(patterns.get(i)))
                        .thenComparing(i -> patterns.get(i).length()))
                .orElse(-1);
    }

    private static boolean exact(String pattern) {
        return !pattern.endsWith("/") && !pattern.startsWith("*.");
    }

    @Property(tries = 2000)
    void aPlaceKnowsTheNextShorterPrefix(@ForAll("patterns") Set<String> set) {
        List<String> patterns = List.copyOf(set);
        PathTable table = new PathTable(patterns);
        for (int i = 0; i < patterns.size(); i++) {
            String pattern = patterns.get(i);
            int expected = best(
                    patterns,
                    other -> other.endsWith("/") && pattern.startsWith(other) && other.length() < pattern.length());
            assertEquals(expected, table.shorter(i), pattern + " of " + patterns);
        }
    }

    @Property(tries = 5000)
    void hostTableAgreesWithTheGreatestMatch(
            @ForAll("hostPatterns") Set<String> set,
            @ForAll("hosts") String host,
            @ForAll @IntRange(max = 3) int offset) {
        List<String> patterns = List.copyOf(set);
        List<Integer> values = new ArrayList<>();
        IntStream.range(0, patterns.size()).forEach(i -> values.add(100 + i));
        String plain = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        int place = best(
                patterns,
                pattern -> pattern.startsWith("*.")
                        ? plain.endsWith(pattern.substring(1)) && plain.length() > pattern.length() - 1
                        : plain.equals(pattern));
        byte[] buf = ("a.b".substring(0, offset) + host + ".a").getBytes(US_ASCII);
        assertEquals(place < 0 ? -1 : 100 + place, new HostTable(patterns, values).find(buf, offset, host.length()));
    }
}
