// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.Kinds;
import io.kratix.model.StorePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One Promise with static dependencies and a workflow, one request with two Pipelines, in each mode. */
class LayoutModesTest {
    private static final LayoutOwner REDIS = LayoutOwner.promise("redis");
    private static final LayoutOwner REQUEST = LayoutOwner.request("redis", "team-a", "my-request");

    @Test
    void theSeedsModePutsTheDestinationsNameFirst() {
        assertThat(tree(LayoutFixtures.destination("worker-1", "dev", FilepathMode.NESTED_BY_DESTINATION)))
                .containsExactly(
                        "store/dev/worker-1/dependencies/kratix-canary-namespace.yaml",
                        "store/dev/worker-1/dependencies/redis/operator.yaml",
                        "store/dev/worker-1/dependencies/redis/static/dependencies.yaml",
                        "store/dev/worker-1/resources/kratix-canary-configmap.yaml",
                        "store/dev/worker-1/resources/team-a/redis/my-request/extra/big.yaml",
                        "store/dev/worker-1/resources/team-a/redis/my-request/monitor/watch.yaml",
                        "store/dev/worker-1/resources/team-a/redis/my-request/redis.yaml");
    }

    @Test
    void theSeedsOwnExampleHasItsPaths() {
        Layout layout = LayoutFixtures.layout(
                LayoutFixtures.destination("worker-cluster", "", FilepathMode.NESTED_BY_DESTINATION));
        LayoutOwner request = LayoutOwner.request("redis", "default", "my-request");

        assertThat(paths(layout.layOut(REDIS, List.of(dependencies()))))
                .containsExactly("worker-cluster/dependencies/redis/static/dependencies.yaml");
        assertThat(paths(layout.layOut(
                        request,
                        List.of(LayoutFixtures.placed(request, "configure", 0, LayoutFixtures.root("redis.yaml"))))))
                .containsExactly("worker-cluster/resources/default/redis/my-request/redis.yaml");
    }

    @Test
    void modeCrdsHasTheDestinationsNamespace() {
        assertThat(tree(LayoutFixtures.destination("worker-1", "dev", FilepathMode.CRDS)))
                .containsExactly(
                        "store/dev/default/worker-1/crds/kratix-canary-namespace.yaml",
                        "store/dev/default/worker-1/crds/redis/operator.yaml",
                        "store/dev/default/worker-1/crds/redis/static/dependencies.yaml",
                        "store/dev/default/worker-1/resources/kratix-canary-configmap.yaml",
                        "store/dev/default/worker-1/resources/team-a/redis/my-request/extra/big.yaml",
                        "store/dev/default/worker-1/resources/team-a/redis/my-request/monitor/watch.yaml",
                        "store/dev/default/worker-1/resources/team-a/redis/my-request/redis.yaml");
    }

    @Test
    void modeNestedByMetadataIsKratix() {
        assertThat(tree(LayoutFixtures.destination("worker-1", "dev", FilepathMode.NESTED_BY_METADATA)))
                .containsExactly(
                        "store/dev/dependencies/kratix-canary-namespace.yaml",
                        "store/dev/dependencies/redis/5058f/static/redis-dependencies.yaml",
                        "store/dev/dependencies/redis/setup/5058f/operator.yaml",
                        "store/dev/resources/kratix-canary-configmap.yaml",
                        "store/dev/resources/team-a/redis/my-request/configure/5058f/redis.yaml",
                        "store/dev/resources/team-a/redis/my-request/configure/ea9f9/extra/big.yaml",
                        "store/dev/resources/team-a/redis/my-request/monitor/5058f/watch.yaml");
    }

    @Test
    void modeTemplateFollowsItsTemplates() {
        assertThat(
                        tree(
                                LayoutFixtures.templated(
                                        "worker-1",
                                        "dev",
                                        "{destination.name}/infra/{promise.name}",
                                        "apps/{resource.namespace}/{promise.name}/{resource.name}/{pipeline.name}/{destination.namespace}")))
                .containsExactly(
                        "store/dev/apps/kratix-canary-configmap.yaml",
                        "store/dev/apps/team-a/redis/my-request/configure/default/extra/big.yaml",
                        "store/dev/apps/team-a/redis/my-request/configure/default/redis.yaml",
                        "store/dev/apps/team-a/redis/my-request/monitor/default/watch.yaml",
                        "store/dev/worker-1/infra/kratix-canary-namespace.yaml",
                        "store/dev/worker-1/infra/redis/operator.yaml",
                        "store/dev/worker-1/infra/redis/static/dependencies.yaml");
    }

    @Test
    void aTemplateThatNamesNoPipelinePutsTheFirstOnesFilesDirectly() {
        Destination destination = LayoutFixtures.templated(
                "worker-1", "", "d/{promise.name}", "r/{promise.name}/{resource.namespace}/{resource.name}");

        assertThat(tree(destination))
                .contains(
                        "store/r/redis/team-a/my-request/redis.yaml",
                        "store/r/redis/team-a/my-request/monitor/watch.yaml");
    }

    @Test
    void modeNoneKeepsThePathsOfTheOutputAndAStateFileForEachPlacement() {
        assertThat(tree(LayoutFixtures.destination("worker-1", "dev", FilepathMode.NONE)))
                .containsExactly(
                        "store/dev/.kratix/kratix-platform-system-redis-setup-40ecc3f80cb0f81f.worker-1-5058f.yaml",
                        "store/dev/.kratix/kratix-platform-system-redis-static-deps-b3a6baa6a6bfc690.worker-1-5058f.yaml",
                        "store/dev/.kratix/team-a-redis-my-request-configure-0fac744a11caf5e5.worker-1-5058f.yaml",
                        "store/dev/.kratix/team-a-redis-my-request-configure-e4bbb1b17d6024ad.worker-1-ea9f9.yaml",
                        "store/dev/.kratix/team-a-redis-my-request-monitor-9f60b15af6160dd1.worker-1-5058f.yaml",
                        "store/dev/extra/big.yaml",
                        "store/dev/kratix-canary-configmap.yaml",
                        "store/dev/kratix-canary-namespace.yaml",
                        "store/dev/operator.yaml",
                        "store/dev/redis.yaml",
                        "store/dev/static/redis-dependencies.yaml",
                        "store/dev/watch.yaml");
    }

    @Test
    void modeAggregatedYamlHasOneFileInTheOrderOfThePlacements() {
        Layout layout = layout(LayoutFixtures.destination(
                "worker-1", "dev", Map.of("mode", "aggregatedYAML", "filename", "sub/all.yaml")));
        List<PlacedGroup> all = new ArrayList<>(ofPromise());
        all.addAll(ofRequest());

        OwnerFiles together = layout.layOutTogether(all);

        assertThat(layout.isShared()).isTrue();
        assertThat(texts(together))
                .containsExactly(Map.entry(
                        "store/dev/sub/all.yaml",
                        "any.yaml\n---\noperator.yaml\n---\nredis.yaml\n---\nextra/big.yaml\n---\nwatch.yaml"));
    }

    @Test
    void aShareOfTheOneFileHasADigestOfItsOwn() {
        Layout layout = layout(LayoutFixtures.destination("worker-1", "dev", FilepathMode.AGGREGATED_YAML));

        OwnerFiles share = layout.layOut(REQUEST, ofRequest());

        assertThat(share.directories()).isEmpty();
        assertThat(share.digest())
                .isNotEqualTo(layout.layOut(REDIS, ofPromise()).digest());
        assertThat(layout.layOut(REQUEST, List.of()).files()).isEmpty();
    }

    @Test
    void onlyModeAggregatedYamlIsLaidOutTogether() {
        Layout layout = layout(LayoutFixtures.destination("worker-1", "dev", FilepathMode.NONE));

        assertThatThrownBy(() -> layout.layOutTogether(List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("in mode none each owner has files of its own");
    }

    @Test
    void theNamespaceIsTheOneThatWasFixed() {
        Destination destination = Destination.of(Document.builder(Kinds.API_VERSION, Kinds.DESTINATION, "worker-1")
                .namespace("later")
                .spec(Map.of("stateStoreRef", Map.of("kind", "GitStateStore", "name", "default")))
                .build());

        Layout layout = Layout.of(StorePath.ROOT, destination, FilepathMode.CRDS, "first");

        assertThat(layout.root()).hasToString("first/worker-1");
        assertThat(Layout.of(StorePath.ROOT, destination, FilepathMode.CRDS).root())
                .hasToString("later/worker-1");
    }

    @Test
    void anOwnerHasItsDirectoryForItself() {
        Layout layout = layout(LayoutFixtures.destination("worker-1", "dev", FilepathMode.NESTED_BY_METADATA));

        assertThat(layout.area(REQUEST)).containsExactly(StorePath.of("store/dev/resources/team-a/redis/my-request"));
        assertThat(layout.area(REDIS)).containsExactly(StorePath.of("store/dev/dependencies/redis"));
        assertThat(layout.root()).hasToString("store/dev");
    }

    @Test
    void aLongDestinationNameLeavesTheStateFileAName() {
        String name = "x".repeat(63) + "." + "y".repeat(63) + "." + "z".repeat(63);
        Layout layout = layout(LayoutFixtures.destination(name, "dev", FilepathMode.NONE));

        assertThat(layout.layOut(REQUEST, ofRequest()).files()).hasSize(6);
    }

    private static Set<String> tree(Destination destination) {
        Layout layout = layout(destination);
        return Stream.of(layout.canaries(), layout.layOut(REDIS, ofPromise()), layout.layOut(REQUEST, ofRequest()))
                .flatMap(files -> paths(files).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Layout layout(Destination destination) {
        return Layout.of(StorePath.of("store"), destination, destination.mode().orElseThrow());
    }

    private static List<String> paths(OwnerFiles files) {
        return files.files().keySet().stream().map(StorePath::toString).toList();
    }

    private static Map<String, String> texts(OwnerFiles files) {
        return files.files().entrySet().stream()
                .collect(Collectors.toMap(file -> file.getKey().toString(), file -> text(file.getValue())));
    }

    private static String text(Content content) {
        String text = LayoutFixtures.text(content);
        assertThat(content.size()).isEqualTo(text.length());
        return text;
    }

    private static PlacedGroup dependencies() {
        return LayoutFixtures.placed(REDIS, LayoutFixtures.STATIC, 0, LayoutFixtures.root("any.yaml"));
    }

    private static List<PlacedGroup> ofPromise() {
        return List.of(dependencies(), LayoutFixtures.placed(REDIS, "setup", 0, LayoutFixtures.root("operator.yaml")));
    }

    private static List<PlacedGroup> ofRequest() {
        return List.of(
                LayoutFixtures.placed(
                        REQUEST, "configure", 0, LayoutFixtures.group("extra", List.of("extra/big.yaml"))),
                LayoutFixtures.placed(REQUEST, "configure", 0, LayoutFixtures.root("redis.yaml")),
                LayoutFixtures.placed(REQUEST, "monitor", 1, LayoutFixtures.root("watch.yaml")));
    }
}
