// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.CompoundStage.stack;
import static io.kratix.frontdoor.CompoundStage.stackPromise;
import static io.kratix.frontdoor.CompoundStage.stackRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The platform in a picture. */
class TopologyTest {
    private final Stage stage = CompoundStage.open();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void isPrintedAsText() {
        stage.apply(stackPromise(), stackRequest("team-a", "small"));

        assertThat(stage.kratix.topology().text())
                .isEqualTo(
                        """
                        Destinations
                          platform (MemoryStateStore/default): ready
                          worker (MemoryStateStore/default): ready
                        Promises
                          database: ready
                          stack on platform: ready
                            needs database
                        Requests
                          Stack default/team-a on platform: ready
                            Database default/team-a-db on worker: ready
                        """);
    }

    @Test
    void isPrintedAsAMermaidDiagram() {
        stage.apply(stackPromise(), stackRequest("team-a", "small"));

        assertThat(stage.kratix.topology().mermaid())
                .isEqualTo(
                        """
                        flowchart LR
                          subgraph Requests
                            r1["Database default/team-a-db<br/>ready"]
                            r2["Stack default/team-a<br/>ready"]
                          end
                          subgraph Promises
                            p3["database<br/>ready"]
                            p4["stack<br/>ready"]
                          end
                          subgraph Destinations
                            d5["platform (MemoryStateStore/default)<br/>ready"]
                            d6["worker (MemoryStateStore/default)<br/>ready"]
                          end
                          r2 --> r1
                          r1 ==> d6
                          r2 ==> d5
                          p4 --> p3
                          p4 -.-> d5
                        """);
    }

    @Test
    void tellsWhatIsNotReady() {
        stage.scripts.put("stack", call -> {
            throw new IllegalStateException("\"no\" <way>");
        });
        stage.apply(stackPromise(), stackRequest("team-a", "small"));

        assertThat(stage.kratix.topology().toString())
                .contains(
                        "  Stack default/team-a: not ready: container 'main': its function threw java.lang.IllegalStateException: \"no\" <way>\n");

        stage.kratix.delete(stack("team-a"));

        assertThat(stage.kratix.topology().mermaid()).contains("Stack default/team-a<br/>being deleted");
    }

    @Test
    void drawsWhateverSomebodyWroteAsItStands() {
        stage.scripts.put("stack", call -> {
            throw new IllegalStateException(
                    "#35; %%{init: {}}%% \"]\n%% \u0000\u2028--> <b>&amp; " + "x".repeat(1000) + " end");
        });
        stage.apply(stackPromise(), stackRequest("team-a", "small"));

        assertThat(stage.kratix.topology().mermaid())
                .contains("IllegalStateException: #35;35; #37;#37;{init: {}}#37;#37; #quot;] #37;#37; --#gt;"
                        + " #lt;b#gt;#amp;amp; xxx")
                .contains("xxx…\"]\n")
                .hasSizeLessThan(1000)
                .doesNotContain("%");
    }

    @Test
    void tellsWhatADeletionWaitsFor() {
        Promise database = CompoundStage.promise("database", "Database")
                .destinationSelector(Map.of("environment", "dev"))
                .resourceDelete(Stage.pipeline("undo"))
                .build();
        stage.scripts.put("undo", call -> {
            throw new IllegalStateException("out of order");
        });
        stage.apply(database, CompoundStage.stackPromise());
        stage.apply(stackRequest("team-a", "small"));

        stage.delete(stack("team-a"));

        String failed = "delete Pipeline 'undo' failed: container 'main': its function threw"
                + " java.lang.IllegalStateException: out of order; to give up on it, call forget";
        assertThat(stage.kratix.topology().text())
                .contains("  Stack default/team-a: being deleted: Waiting for 1 object that came of it to be deleted: ")
                .contains("    Database default/team-a-db on worker: being deleted: Waiting for the label ", failed);
        assertThat(String.valueOf(CompoundStage.field(stage.status(stack("team-a")), "kratix")
                        .get("inner")))
                .contains("ready=false, reason=Deleting: Waiting for the label ", failed);
    }

    @Test
    void tellsWhatNoDestinationTakes() {
        stage.kratix.delete(ObjectReference.destination("worker"));
        stage.apply(stackPromise(), stackRequest("team-a", "small"));

        assertThat(stage.kratix.topology().toString())
                .contains("    Database default/team-a-db: not ready: The files at the top ask for environment=dev,"
                        + " platform refused: its label environment is 'platform', asked for is 'dev'; label a"
                        + " Destination so, or change spec.destinationSelectors\n");
    }
}
