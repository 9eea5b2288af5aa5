// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Condition;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.Work;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How {@code WorksSucceeded} follows the Works, row by row as the original has it, for Promises and requests alike. */
final class WorksTransitionsTableTest {
    private static final CaseTable TABLE = CaseTable.read("works-succeeded-transitions");

    static Stream<Case> rows() {
        return TABLE.alike("cases");
    }

    static Stream<Case> departedRows() {
        return TABLE.departed("cases");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void followsTheWorksAsInTheOriginal(Case row) {
        assertThat(List.of(reported(row, false), reported(row, true))).containsOnly(row.text("result"));
    }

    @ParameterizedTest
    @MethodSource("departedRows")
    void saysThatAWorkFailsWhateverWasSaidBefore(Case row) {
        assertThat(List.of(reported(row, false), reported(row, true))).containsOnly(row.text("ours"));
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("cases")).isEqualTo("18 alike, 2 departed, 0 waiting");
    }

    private static String reported(Case row, boolean promise) {
        Document object = Looks.object(promise, before(row));
        RegisteredObject after = Looks.at(
                object, 1, turn -> new WorksStatus(turn).works(List.of(work(object.reference(), row.text("works")))));
        StatusEditor status = new StatusEditor(after.document().status(), Looks.NOW);
        String is = status.has("WorksSucceeded", Condition.Status.TRUE)
                ? "True"
                : status.has("WorksSucceeded", Condition.Status.FALSE) ? "False" : "Unknown";
        return is + "/" + status.field("WorksSucceeded", "reason");
    }

    private static Map<String, Object> before(Case row) {
        String[] previous =
                switch (row.text("previous")) {
                    case "none" -> new String[0];
                    case "True" -> new String[] {"True", "WorksSucceeded"};
                    case "Unknown" -> new String[] {"Unknown", "WorksPending"};
                    default -> row.text("previous").split("/");
                };
        return previous.length == 0
                ? Map.of()
                : Map.of(
                        "conditions",
                        List.of(Map.of(
                                "type",
                                "WorksSucceeded",
                                "status",
                                previous[0],
                                "reason",
                                previous[1],
                                "message",
                                "before")));
    }

    private static Stored<RegisteredWork> work(ObjectReference owner, String state) {
        String ready =
                switch (state) {
                    case "failing" -> "Failing";
                    case "pending" -> "Pending";
                    case "misplaced" -> "Misplaced";
                    default -> "Ready";
                };
        Work work = new Work("default", "a", Work.Type.RESOURCE, "redis", owner, "a", 0, List.of());
        Condition condition = new Condition(WorkConditions.READY, Condition.Status.FALSE, "any", ready, Looks.NOW);
        Registry registry = Registry.inMemory();
        registry.commit(Step.builder()
                .create(
                        Table.WORKS,
                        RegisteredWork.made(work, Optional.empty(), 1).reporting(List.of(condition), ""))
                .build());
        return registry.list(Table.WORKS, io.kratix.registry.Query.all()).get(0);
    }
}
