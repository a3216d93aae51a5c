package dev.naru.cron;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.naru.cron", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresBuildOnEachOtherInOneDirection = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("schedule")
            .definedBy("dev.naru.cron.schedule")
            .layer("trigger")
            .definedBy("dev.naru.cron.trigger")
            .layer("platform")
            .definedBy("dev.naru.cron.platform")
            .whereLayer("schedule")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("trigger")
            .mayOnlyBeAccessedByLayers("schedule");

    @ArchTest
    static final ArchRule triggersHaveOneFacade = classes()
            .that()
            .resideInAPackage("dev.naru.cron.trigger")
            .and()
            .areTopLevelClasses()
            .and()
            .doNotHaveSimpleName("Triggers")
            .and()
            .doNotHaveSimpleName("Run")
            .should()
            .bePackagePrivate();
}
