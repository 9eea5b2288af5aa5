// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Stage.PROMISE;
import static io.kratix.frontdoor.Stage.pipeline;
import static io.kratix.frontdoor.Stage.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Declaration;
import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRevision;
import io.kratix.model.ResourceBinding;
import io.kratix.registry.Query;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promises from their first day to their last: what is on record, what status and events say, and what lies in the store. */
class PromiseLivesTest {
    private static final String STATIC = "dependencies/redis/static/dependencies.yaml";
    private static final String SETUP = "dependencies/redis/setup.yaml";

    private final Stage stage = Stage.open();
    private final List<String> left = new ArrayList<>();

    @BeforeEach
    void writeTheVersionThatRuns() {
        stage.scripts.put(
                "configure",
                call -> call.writeOutput("from", call.container().command().get(0) + "\n"));
        stage.scripts.put("undo", call -> left.add(call.object().metadata().name() + " undone"));
        stage.scripts.put(
                "teardown",
                call -> left.add("teardown beside "
                        + stage.kratix.list("example.kratix.io", "redis").size()));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void isInstalledThenUpdatedThenTakenBackInKratixsOrder() {
        stage.begin(whole("v1"), request("one"), request("two"));
        assertThat(stage.files()).containsExactly(SETUP, STATIC, from("one"), from("two"));
        assertThat(stage.conditions(PROMISE))
                .containsExactly(
                        "Available=True PromiseAvailable: Ready to fulfil resource requests",
                        "ConfigureWorkflowCompleted=True PipelinesExecutedSuccessfully: Pipelines completed",
                        "Reconciled=True Reconciled: Reconciled",
                        "WorksSucceeded=True WorksSucceeded: All works associated with this promise are ready");
        assertThat(stage.events(PROMISE))
                .contains("RevisionCreated: Revision " + PromiseRevision.nameOf("redis", "v1") + " created");

        stage.apply(whole("v2"));
        assertThat(text(from("one"))).isEqualTo("v2\n");
        assertThat(text(from("two"))).isEqualTo("v2\n");
        assertThat(field("one", "promiseVersion")).isEqualTo("v2");
        assertThat(stage.events(PROMISE)).contains("ReconcilingResources: Reconciling all resource requests");
        assertThat(stage.kratix.list(Kinds.PROMISE_REVISION)).hasSize(2);

        stage.delete(PROMISE);
        assertThat(left).containsExactly("teardown beside 2", "one undone", "two undone");
        assertThat(stage.files()).isEmpty();
        assertThat(stage.events(PROMISE)).last().isEqualTo("Deleted: Promise is deleted");
        assertThat(stage.events(reference("one"))).last().isEqualTo("Deleted: Resource request is deleted");
        assertThat(stage.registry.list(Table.WORKS, Query.all())).isEmpty();
        assertThat(stage.registry.list(Table.RUNS, Query.all())).isEmpty();
        assertThat(stage.registry.list(Table.OBJECTS, Query.all()))
                .extracting(stored -> stored.value().reference().kind())
                .containsExactlyInAnyOrder("MemoryStateStore", Kinds.DESTINATION);
        assertThatThrownBy(() -> stage.kratix.apply(request("late")))
                .hasMessageContaining("no Promise offers kind \"redis\"");
    }

    @Test
    void sendsWhatItsWorkflowWritesToEveryDestinationThatMatchesAndItsRequestsWhereThatSays() {
        stage.scripts.put("setup", call -> {
            call.writeOutput("setup.yaml", "kind: Setup\n");
            call.writeMetadata("destination-selectors.yaml", "- matchLabels: {tier: gold}\n");
        });
        stage.kratix.apply(
                Platform.store(),
                Platform.destination("plain").build(),
                Platform.destination("gold-one").label("tier", "gold").build(),
                Platform.destination("gold-two").label("tier", "gold").build());

        stage.apply(whole("v1"), request("mine"));

        assertThat(stage.files())
                .contains("gold-one/" + SETUP, "gold-two/" + SETUP)
                .contains("plain/" + STATIC, "gold-one/" + STATIC, "gold-two/" + STATIC)
                .doesNotContain("plain/" + SETUP, "plain/" + from("mine"));
        assertThat(stage.files())
                .filteredOn(file -> file.endsWith(from("mine")))
                .hasSize(1);
        assertThat(stage.conditions(PROMISE))
                .contains("WorksSucceeded=True WorksSucceeded: All works associated with this promise are ready");
        assertThat(stage.events(PROMISE)).contains("Available: Promise is available");

        stage.delete(PROMISE);
        assertThat(stage.files()).isEmpty();
    }

    @Test
    void movesNoRequestThatHasItsPlaceWhenItsWorkflowSaysAnotherOne() {
        stage.kratix.apply(
                Platform.store(),
                Platform.destination("plain").build(),
                Platform.destination("silver").label("tier", "silver").build());
        stage.apply(whole("v1"), request("old"));
        String before = place("old");
        stage.scripts.put("setup", call -> {
            call.writeOutput("setup.yaml", "kind: Setup\n");
            call.writeMetadata("destination-selectors.yaml", "- matchLabels: {tier: silver}\n");
        });

        stage.apply(whole("v2"), request("new"));

        assertThat(place("old")).isEqualTo(before);
        assertThat(place("new")).isEqualTo("silver");
    }

    @Test
    void rollsAllRequestsBackAndSetsThemFreeAgain() {
        stage.begin(whole("v1"), request("one"), request("two"));
        stage.apply(whole("v2"));

        bindAll("v1");
        assertThat(text(from("one")) + text(from("two"))).isEqualTo("v1\nv1\n");
        assertThat(field("one", "promiseVersion") + field("one", "resourceBindingVersion"))
                .isEqualTo("v1v1");
        assertThat(stage.events(reference("two")))
                .contains("ResourceBindingVersionUpdated: Resource binding version updated to v1");
        assertThat(stage.kratix.list(Kinds.RESOURCE_BINDING))
                .allSatisfy(binding -> assertThat(stage.conditions(binding.reference()))
                        .containsExactly("UpgradeSucceeded=True UpgradeComplete: Resource is at version v1"));

        stage.apply(whole("v3"));
        assertThat(text(from("one")) + text(from("two"))).isEqualTo("v1\nv1\n");

        bindAll("latest");
        assertThat(text(from("one")) + text(from("two"))).isEqualTo("v3\nv3\n");
        assertThat(field("two", "promiseVersion")).isEqualTo("v3");
        assertThat(stage.kratix.list(Kinds.PROMISE_REVISION)).hasSize(3);
    }

    @Test
    void livesWithoutAnApi() {
        stage.begin(platformPart("v1", "one"));
        assertThat(stage.kratix.get(PROMISE).orElseThrow().status())
                .containsEntry("status", "Available")
                .containsEntry("version", "v1")
                .doesNotContainKeys("kind", "apiVersion");
        assertThat(text(STATIC)).contains("name: one");

        stage.apply(platformPart("v2", "two"));
        assertThat(text(STATIC)).contains("name: two");
        assertThat(stage.events(PROMISE))
                .filteredOn(event -> event.startsWith("RevisionCreated"))
                .hasSize(2);

        stage.delete(PROMISE);
        assertThat(stage.files()).isEmpty();
        assertThat(stage.kratix.list(Kinds.PROMISE_REVISION)).isEmpty();
        assertThat(stage.events(PROMISE)).last().isEqualTo("Deleted: Promise is deleted");
    }

    private static Promise whole(String version) {
        return Stage.promise()
                .version(version)
                .dependency(Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", "redis")))
                .promiseConfigure(pipeline("setup"))
                .promiseDelete(pipeline("teardown"))
                .resourceConfigure(Pipeline.builder("configure")
                        .container("main", "example/configure", List.of(version))
                        .build())
                .resourceDelete(pipeline("undo"))
                .build();
    }

    private static Promise platformPart(String version, String name) {
        return Promise.builder("redis")
                .version(version)
                .dependency(Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", name)))
                .build();
    }

    private void bindAll(String version) {
        stage.apply(stage.kratix.list("example.kratix.io", "redis").stream()
                .map(Document::reference)
                .map(request -> ResourceBinding.of("redis", request, version))
                .toArray(Declaration[]::new));
    }

    private static String from(String request) {
        return "resources/default/redis/" + request + "/from";
    }

    private String place(String request) {
        return stage.files().stream()
                .filter(file -> file.endsWith(from(request)))
                .map(file -> file.substring(0, file.indexOf('/')))
                .reduce((one, other) -> one + " and " + other)
                .orElse("nowhere");
    }

    private String text(String path) {
        return String.valueOf(stage.place().texts().get("worker/" + path));
    }

    private String field(String request, String name) {
        return String.valueOf(stage.status(reference(request)).get(name));
    }
}
