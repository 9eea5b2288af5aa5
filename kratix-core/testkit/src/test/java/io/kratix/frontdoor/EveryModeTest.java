// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.ObjectReference;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace.Call;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The example of the page about layout, through the life of its request, in every mode there is. */
class EveryModeTest {
    private static final ObjectReference REQUEST =
            ObjectReference.request("example.kratix.io", "redis", "team-a", "my-request");
    private static final ObjectReference DESTINATION = ObjectReference.destination("worker-1");

    private final LayoutPage page = LayoutPage.read();
    private final Platform platform = Platform.open();

    @BeforeEach
    void writePipelines() {
        platform.images.put(Platform.IMAGE, call -> {
            call.writeOutput("redis.yaml", "redis: " + call.object().spec().get("size") + "\n");
            if (!"small".equals(call.object().spec().get("size"))) {
                call.writeOutput("edge/proxy.yaml", "proxy: true\n");
                call.writeMetadata("destination-selectors.yaml", page.selectors());
            }
        });
        platform.images.put("example/second:v1", call -> call.writeOutput("dashboard.yaml", "dashboard: true\n"));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @ParameterizedTest
    @EnumSource
    void givesTheTreeOfThePage(FilepathMode mode) throws InterruptedException {
        start(mode);

        assertThat(platform.paths()).containsExactlyInAnyOrderElementsOf(page.tree(mode));
        assertThat(contents()).contains("redis-system", "redis: null", "proxy: true", "dashboard: true");
    }

    @ParameterizedTest
    @EnumSource
    void losesWhatAnUpdateNoLongerProduces(FilepathMode mode) throws InterruptedException {
        start(mode);

        platform.kratix.apply(small());
        platform.settle();

        assertThat(page.tree(mode)).containsAll(platform.paths());
        assertThat(contents())
                .contains("redis-system", "redis: small", "dashboard: true")
                .doesNotContain("proxy: true", "redis: null");
        assertReconciled();
    }

    @ParameterizedTest
    @EnumSource
    void goesWhereItsDestinationGoes(FilepathMode mode) throws InterruptedException {
        start(mode);

        platform.kratix.apply(page.places(mode, "elsewhere"));
        platform.settle();

        assertThat(withoutStateFiles(platform.paths()))
                .isEqualTo(withoutStateFiles(page.tree(mode).stream()
                        .map(path -> path.replace("platform/clusters/", "platform/elsewhere/"))
                        .toList()));
        assertThat(contents()).contains("redis-system", "redis: null", "proxy: true", "dashboard: true");
        assertReconciled();
    }

    @ParameterizedTest
    @EnumSource
    void leavesNothingOfItselfWhenItIsDeleted(FilepathMode mode) throws InterruptedException {
        start(mode);

        platform.kratix.delete(REQUEST);
        platform.settle();

        assertThat(page.tree(mode)).containsAll(platform.paths());
        assertThat(contents()).contains("redis-system").doesNotContain("redis: null", "proxy", "dashboard");
        assertThat(platform.kratix.get(REQUEST)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"NESTED_BY_METADATA", "NONE", "AGGREGATED_YAML"})
    void leavesAsSoonAsTheRemoteIsBack(FilepathMode mode) throws InterruptedException {
        start(mode);
        platform.place().failNext(Call.WRITE, PluginException.unavailable("the disk is full"));

        platform.kratix.delete(REQUEST);
        platform.settle();
        platform.kratix.awaitReady(Platform.STORE.reference(), Platform.LIMIT);
        platform.settle();

        assertThat(contents()).doesNotContain("redis: null", "proxy", "dashboard");
        assertThat(platform.kratix.get(REQUEST)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"NESTED_BY_METADATA", "NONE", "AGGREGATED_YAML"})
    void leavesBothPlacesWhenItIsDeletedInTheMiddleOfAMove(FilepathMode mode) throws InterruptedException {
        start(mode);
        platform.place().loseNextAnswer(PluginException.unavailable("the line broke"));
        platform.kratix.apply(page.places(mode, "elsewhere"));
        platform.settle();
        assertThat(platform.paths()).anyMatch(path -> path.contains("platform/elsewhere/"));

        platform.kratix.delete(REQUEST);
        platform.kratix.awaitReady(Platform.STORE.reference(), Platform.LIMIT);
        platform.settle();

        assertThat(platform.paths()).allMatch(path -> path.startsWith("platform/elsewhere/"));
        assertThat(contents()).contains("redis-system").doesNotContain("redis: null", "proxy", "dashboard");
        assertThat(platform.kratix.get(REQUEST)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isTakenUpByADestinationThatWasDeletedWithoutCleanupAndIsNamedAgain(FilepathMode mode)
            throws InterruptedException {
        start(mode);
        Map<String, String> before = Map.copyOf(platform.place().texts());

        platform.kratix.delete(DESTINATION);
        platform.settle();
        Map<String, String> meanwhile = Map.copyOf(platform.place().texts());
        platform.kratix.apply(page.places(mode, "clusters"));
        platform.settle();
        Map<String, String> after = Map.copyOf(platform.place().texts());
        platform.kratix.apply(small());
        platform.settle();

        assertThat(meanwhile).isEqualTo(before);
        assertThat(after).isEqualTo(before);
        assertThat(contents()).contains("redis: small").doesNotContain("proxy: true", "redis: null");
        assertReconciled();
    }

    @ParameterizedTest
    @EnumSource
    void goesWithADestinationThatIsDeletedWithCleanup(FilepathMode mode) throws InterruptedException {
        start(mode);
        Document destination = platform.get(DESTINATION);

        platform.kratix.apply(Destination.of(withCleanup(destination)));
        platform.kratix.delete(DESTINATION);
        platform.settle();

        assertThat(platform.paths()).isEmpty();
        assertThat(platform.kratix.get(DESTINATION)).isEmpty();
        assertThat(platform.kratix.get(REQUEST)).isPresent();
    }

    @Test
    void isExplainedAsThePageShows() throws InterruptedException {
        start(FilepathMode.NESTED_BY_DESTINATION);
        platform.kratix.apply(Destination.builder("worker-2", Platform.STORE)
                .label("environment", "prod")
                .build());
        platform.settle();

        assertThat(platform.kratix.explain(REQUEST).values())
                .map(Object::toString)
                .contains(page.explanation());
    }

    @Test
    void saysInItsStatusWhereItLandedAndWhy() throws InterruptedException {
        start(FilepathMode.NESTED_BY_METADATA);

        Object kratix = platform.get(REQUEST).status().get("kratix");

        assertThat(kratix)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .extractingByKey("placements")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(Map.class))
                .extracting(row -> row.get("destination") + " " + row.get("pipeline") + " " + row.get("directory")
                        + ": " + row.get("reason"))
                .containsExactly(
                        "worker-1 configure edge: its labels match edge=true; it alone",
                        "worker-1 configure null: its labels match environment=dev,region in (eu,us); it alone",
                        "worker-1 monitor null: its labels match environment=dev,region in (eu,us); it alone");
    }

    private void start(FilepathMode mode) throws InterruptedException {
        platform.kratix.apply(page.places(mode, "clusters"));
        platform.kratix.apply(page.promiseAndRequest());
        platform.settle();
        assertReconciled();
    }

    private void assertReconciled() {
        assertThat(platform.conditions(REQUEST)).contains("Reconciled=True Reconciled: Reconciled");
    }

    private static Document small() {
        return Document.builder("example.kratix.io/v1", "redis", "my-request")
                .namespace("team-a")
                .spec(Map.of("size", "small"))
                .build();
    }

    private static Document withCleanup(Document destination) {
        Map<String, Object> spec = new java.util.TreeMap<>(destination.spec());
        spec.put("cleanup", "all");
        return destination.withBody(Map.of("spec", spec)).withStatus(Map.of());
    }

    private String contents() {
        return String.join("", platform.place().texts().values());
    }

    /** A state file lists paths from the Destination's on, and so is another one elsewhere. */
    private static Set<String> withoutStateFiles(java.util.Collection<String> paths) {
        Set<String> all = new TreeSet<>(paths);
        all.removeIf(path -> path.contains("/.kratix/"));
        return all;
    }
}
