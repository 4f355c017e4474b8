package io.attune.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules, and what must stay out of which (ARCHITECTURE.md, "Allowed dependencies"). */
@AnalyzeClasses(
        packages = "io.attune",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.DoNotIncludeTestJars.class})
class ArchitectureTest {
    /** The tests of one module that others use come as a jar of their own. */
    static final class DoNotIncludeTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String[] PURE = {"io.attune.model..", "io.attune.expression..", "io.attune.engine.."};

    @ArchTest
    static final ArchRule modelKnowsNobody = onlyKnows("io.attune.model..");

    @ArchTest
    static final ArchRule expressionKnowsModel = onlyKnows("io.attune.expression..", "io.attune.model..");

    @ArchTest
    static final ArchRule engineKnowsExpressionAndModel =
            onlyKnows("io.attune.engine..", "io.attune.expression..", "io.attune.model..");

    @ArchTest
    static final ArchRule storeKnowsEngineAndModel =
            onlyKnows("io.attune.store..", "io.attune.engine..", "io.attune.model..");

    @ArchTest
    static final ArchRule packLoaderKnowsExpressionAndModel =
            onlyKnows("io.attune.pack..", "io.attune.expression..", "io.attune.model..");

    @ArchTest
    static final ArchRule workerKnowsModel = onlyKnows("io.attune.worker..", "io.attune.model..");

    @ArchTest
    static final ArchRule postgresKnowsNobody = onlyKnows("io.attune.postgres..");

    @ArchTest
    static final ArchRule decisionsAskNoClockAndNoDice = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat(resideInAnyPackage(
                    "java.sql..", "javax.sql..", "org.slf4j..", "java.util.logging..", "java.net.http.."))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.Random.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.time.Clock.class);

    @ArchTest
    static final ArchRule sqlStaysInStore = noClasses()
            .that(not(resideInAnyPackage("io.attune.store..", "io.attune.postgres..", "io.attune.codegen..")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.jooq..", "java.sql..", "javax.sql.."));

    @ArchTest
    static final ArchRule httpStaysInServer = noClasses()
            .that(not(resideInAPackage("io.attune.server..")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("jakarta.ws.rs..", "io.quarkus..", "io.vertx.."));

    @ArchTest
    static final ArchRule featuresOfTheEngineFormNoCycle =
            slices().matching("io.attune.engine.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule featuresOfTheWorkerFormNoCycle =
            slices().matching("io.attune.worker.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule featuresOfTheStoreFormNoCycle =
            slices().matching("io.attune.store.(*)..").should().beFreeOfCycles();

    private static ArchRule onlyKnows(String self, String... others) {
        var allowed = new java.util.ArrayList<String>(java.util.List.of(others));
        allowed.add(self);
        return classes()
                .that()
                .resideInAPackage(self)
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage("io.attune..")).or(resideInAnyPackage(allowed.toArray(String[]::new))));
    }
}
