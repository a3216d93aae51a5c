package dev.naru.shop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.naru.shop", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final DescribedPredicate<JavaClass> VALUE = DescribedPredicate.describe(
            "a record, an enum or a sealed interface",
            one -> one.isRecord()
                    || one.isEnum()
                    || one.isInterface()
                    || one.getEnclosingClass().isPresent());

    @ArchTest
    static final ArchRule FEATURES_REST_ON_EACH_OTHER_IN_ONE_DIRECTION = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("platform")
            .definedBy("..platform..")
            .layer("session")
            .definedBy("..session..")
            .layer("catalog")
            .definedBy("..catalog..")
            .layer("cart")
            .definedBy("..cart..")
            .layer("auth")
            .definedBy("..auth..")
            .layer("checkout")
            .definedBy("..checkout..")
            .layer("page")
            .definedBy("..page..")
            .whereLayer("page")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("checkout")
            .mayOnlyBeAccessedByLayers("page")
            .whereLayer("auth")
            .mayOnlyBeAccessedByLayers("checkout", "page")
            .whereLayer("cart")
            .mayOnlyBeAccessedByLayers("auth", "checkout", "page")
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("checkout", "page")
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("cart", "auth", "checkout", "page")
            .whereLayer("platform")
            .mayOnlyBeAccessedByLayers("session", "catalog", "cart", "auth", "checkout", "page");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.naru.shop.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONE_PUBLIC_FACADE_EACH = classes()
            .that()
            .resideInAnyPackage("..session..", "..auth..", "..catalog..", "..cart..", "..checkout..")
            .and()
            .haveModifier(JavaModifier.PUBLIC)
            .and(DescribedPredicate.not(VALUE))
            .should()
            .haveNameMatching(".*\\.(Sessions|Auth|Catalog|Carts|Orders)(_.*)?");

    @ArchTest
    static final ArchRule ONLY_ONE_PLACE_SPEAKS_TO_REDIS = noClasses()
            .that()
            .doNotHaveSimpleName("Redis")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.quarkus.redis..");
}
