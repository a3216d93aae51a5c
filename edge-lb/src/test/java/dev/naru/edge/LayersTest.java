package dev.naru.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The packages of the module, bottom up. A package imports from rows above its own only: never from a later row, and
 * never from a sibling in its row. A new package takes its place here first.
 */
class LayersTest {
    private static final String ROOT = "dev.naru.edge.";
    private static final List<List<String>> ROWS = List.of(
            List.of("config"),
            List.of("http"),
            List.of("route"),
            List.of("upstream"),
            List.of("observe"),
            List.of("balance", "pool", "policy", "cache", "tls"),
            List.of("proxy"),
            List.of("deploy"),
            List.of("admin"),
            List.of("server"));

    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.naru.edge");

    @TestFactory
    Stream<DynamicTest> importsRunUpwards() {
        return ROWS.stream()
                .flatMap(List::stream)
                .map(name -> DynamicTest.dynamicTest(name, () -> noClasses()
                        .that()
                        .resideInAPackage(ROOT + name + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(outOfReach(name))
                        .allowEmptyShould(true) // a row may be waiting for its package
                        .check(MODULE)));
    }

    /** Its siblings, and every row after its own. */
    private static String[] outOfReach(String name) {
        List<String> packages = new ArrayList<>();
        boolean reached = false;
        for (List<String> row : ROWS) {
            reached |= row.contains(name);
            if (reached) {
                row.stream().filter(other -> !other.equals(name)).forEach(other -> packages.add(ROOT + other + ".."));
            }
        }
        return packages.toArray(String[]::new);
    }

    @Test
    void everyClassHasAPlace() {
        String[] places = ROWS.stream()
                .flatMap(List::stream)
                .map(name -> ROOT + name + "..")
                .toArray(String[]::new);
        classes()
                .that()
                .doNotHaveSimpleName("package-info")
                .should()
                .resideInAnyPackage(places)
                .check(MODULE);
    }

    @Test
    void configurationAndRoutesAreFreeOfNetty() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "config..", ROOT + "route..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(MODULE);
    }

    @Test
    void messagesKnowBuffersOnly() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel..", "io.netty.handler..", "io.netty.bootstrap..")
                .allowEmptyShould(true)
                .check(MODULE);
    }
}
