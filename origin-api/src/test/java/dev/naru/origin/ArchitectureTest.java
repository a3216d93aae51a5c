package dev.naru.origin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.ws.rs.Path;

@AnalyzeClasses(packages = "dev.naru.origin", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PLATFORM_KNOWS_NO_FEATURE = noClasses()
            .that()
            .resideInAPackage("..platform..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..orders..", "..payment..", "..files..", "..jobs..");

    @ArchTest
    static final ArchRule PAYMENT_KNOWS_NO_OTHER_FEATURE = noClasses()
            .that()
            .resideInAPackage("..payment..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..orders..", "..files..", "..jobs..");

    @ArchTest
    static final ArchRule FEATURES_FORM_NO_CYCLE =
            slices().matching("dev.naru.origin.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOBODY_DEPENDS_ON_JOBS = classes()
            .that()
            .resideInAPackage("..jobs..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("..jobs..")
            .allowEmptyShould(true);

    /** One door per feature: what is public beside the facade is only what its methods take and give. */
    @ArchTest
    static final ArchRule RESOURCES_ARE_NOT_PUBLIC =
            classes().that().areAnnotatedWith(Path.class).should().notBePublic();

    @ArchTest
    static final ArchRule ORDERS_SHOWS_ITS_FACADE_ONLY = classes()
            .that()
            .resideInAPackage("..orders..")
            .and()
            .arePublic()
            .should()
            .haveSimpleName("Orders");
}
