package dev.naru.pgsim;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.naru.pgsim", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresBuildOnEachOtherInOneDirection = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("pages")
            .definedBy("dev.naru.pgsim.checkout", "dev.naru.pgsim.reconcile")
            .layer("toss")
            .definedBy("dev.naru.pgsim.toss")
            .layer("kakao")
            .definedBy("dev.naru.pgsim.kakao")
            .layer("nice")
            .definedBy("dev.naru.pgsim.nice")
            .layer("webhook")
            .definedBy("dev.naru.pgsim.webhook")
            .layer("ledger")
            .definedBy("dev.naru.pgsim.ledger")
            .layer("payment")
            .definedBy("dev.naru.pgsim.payment")
            .layer("platform")
            .definedBy("dev.naru.pgsim.platform")
            .whereLayer("pages")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("toss")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("kakao")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("nice")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("webhook")
            .mayOnlyBeAccessedByLayers("pages", "toss")
            .whereLayer("ledger")
            .mayOnlyBeAccessedByLayers("pages", "toss", "kakao", "nice", "webhook")
            .whereLayer("payment")
            .mayOnlyBeAccessedByLayers("pages", "toss", "kakao", "nice", "webhook", "ledger");

    @ArchTest
    static final ArchRule webhooksHaveOneFacade = classes()
            .that()
            .resideInAPackage("dev.naru.pgsim.webhook")
            .and()
            .haveSimpleNameNotEndingWith("Webhooks")
            .and()
            .areTopLevelClasses()
            .should()
            .bePackagePrivate();

    @ArchTest
    static final ArchRule theDiskBelongsToTheLedger = noClasses()
            .that()
            .resideOutsideOfPackages("dev.naru.pgsim.ledger", "dev.naru.pgsim.platform")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.nio.file");
}
