// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds the arrows of ARCHITECTURE.md. */
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.kratix");

    private static final String JDK = "java..";
    private static final String ANNOTATIONS = "org.jspecify.annotations..";
    private static final String MODEL = "io.kratix.model..";

    private static final Map<String, List<String>> ALLOWED = Map.of(
            "io.kratix.model..", List.of(JDK, ANNOTATIONS),
            "io.kratix.scheduling..", List.of(JDK, ANNOTATIONS, MODEL),
            "io.kratix.layout..", List.of(JDK, ANNOTATIONS, MODEL),
            "io.kratix.spi..", List.of(JDK, ANNOTATIONS, MODEL),
            "io.kratix.registry..",
                    List.of(
                            JDK,
                            ANNOTATIONS,
                            MODEL,
                            "io.kratix.spi..",
                            "javax.sql..",
                            "com.fasterxml.jackson.core..",
                            "org.slf4j.."));

    @Test
    void everyRoomDependsOnWhatLiesBelowItAlone() {
        ALLOWED.forEach(ArchitectureTest::checkRoom);
    }

    @Test
    void nobodyDependsOnTheHandle() {
        noClasses()
                .that()
                .resideInAnyPackage("io.kratix.*..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.kratix")
                .check(CORE);
    }

    @Test
    void parsersStayInside() {
        noClasses()
                .that(resideOutsideOfPackages(
                        "io.kratix.internal.documents..", "io.kratix.internal.admission..", "io.kratix.registry.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.fasterxml..", "org.yaml.."))
                .check(CORE);
    }

    @Test
    void roomsInsideHaveNoCycle() {
        slices().matching("io.kratix.internal.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void reconcilersKnowRunsAndStoresAndNotTheOtherWayRound() {
        checkApart("io.kratix.internal.step", "io.kratix.internal.run", "io.kratix.internal.store");
        checkApart("io.kratix.internal.run", "io.kratix.internal.store");
        checkApart("io.kratix.internal.store", "io.kratix.internal.run");
    }

    @Test
    void aWrongArrowIsFound() {
        assertThat(CORE.size()).isGreaterThan(50);
        assertThatThrownBy(() -> checkRoom("io.kratix.internal.engine..", List.of(JDK, MODEL)))
                .isInstanceOf(AssertionError.class);
    }

    private static void checkApart(String room, String... others) {
        noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat(resideInAnyPackage(others).or(resideInAnyPackage("io.kratix.internal.reconcile")))
                .check(CORE);
    }

    private static void checkRoom(String room, List<String> allowed) {
        String[] below = new String[allowed.size() + 1];
        allowed.toArray(below);
        below[allowed.size()] = room;
        classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(below)
                .check(CORE);
    }
}
