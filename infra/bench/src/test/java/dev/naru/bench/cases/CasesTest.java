package dev.naru.bench.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CasesTest {

    @Test
    void namesAreUniqueAndFitForFilesAndShells() {
        List<String> names = Cases.all().stream().map(BenchCase::name).toList();

        assertEquals(names.size(), new HashSet<>(names).size());
        assertTrue(names.stream().allMatch(name -> name.matches("[a-z0-9-]+")), names.toString());
    }

    @Test
    void aQuickRunIsAFewOfThem() {
        assertEquals(Cases.QUICK.size(), Cases.select(null, true).size());
        assertEquals(Cases.all().size(), Cases.select(null, false).size());
    }

    @Test
    void chosenCasesKeepTheOrderOfAFullRun() {
        assertEquals(
                List.of("small-64", "close"),
                Cases.select(List.of("close", "small-64"), true).stream()
                        .map(BenchCase::name)
                        .toList());
    }

    @Test
    void anUnknownCaseIsNamedWithThoseThereAre() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Cases.select(List.of("small-65"), false));

        assertTrue(refused.getMessage().contains("no small-65; expected of: small-16, small-64"), refused.getMessage());
    }
}
