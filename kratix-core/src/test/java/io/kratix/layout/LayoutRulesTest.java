// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayoutRulesTest {
    private static final String DEPENDENCIES = "infra/{promise.name}";
    private static final String RESOURCES = "apps/{resource.namespace}/{promise.name}/{resource.name}";

    @Test
    void takesEveryModeAsItIsWritten() {
        for (FilepathMode mode : FilepathMode.values()) {
            Destination destination = LayoutFixtures.templated("worker-1", "./a/../dev/", DEPENDENCIES, RESOURCES);

            assertThat(LayoutRules.problems(destination, mode, "default")).isEmpty();
        }
    }

    @Test
    void refusesAPathThatClimbsOutOfItsStore() {
        Destination destination = LayoutFixtures.destination("worker-1", "a/../../b", FilepathMode.NONE);

        assertThat(LayoutRules.problems(destination, FilepathMode.NONE, "default"))
                .singleElement()
                .hasToString("spec.path: Invalid value: \"a/../../b\": path 'a/../../b' must not climb out of its State"
                        + " Store by '..' - write a path below the State Store's");
    }

    @Test
    void refusesAMissingTemplate() {
        Destination destination = LayoutFixtures.destination(
                "worker-1", "", Map.of("mode", "template", "templates", Map.of("resources", RESOURCES)));

        assertThat(messages(destination))
                .containsExactly(
                        "spec.filepath.templates.dependencies: Required value - mode template needs it; write a"
                                + " path of words and variables");
    }

    @Test
    void namesTheVariableThatIsMissing() {
        assertThat(messages(LayoutFixtures.templated(
                        "worker-1", "", "infra", "apps/{resource.namespace}/{pipeline.name}/{resource.name}")))
                .containsExactly(
                        "spec.filepath.templates.dependencies: Invalid value: \"infra\": does not name {promise.name}"
                                + " before {pipeline.name} and {group.id}: two Promises would share a directory - add the"
                                + " segment {promise.name}",
                        "spec.filepath.templates.resources: Invalid value:"
                                + " \"apps/{resource.namespace}/{pipeline.name}/{resource.name}\": does not name"
                                + " {promise.name} before {pipeline.name} and {group.id}: two Promises' requests of one"
                                + " name would share a directory - add the segment {promise.name}",
                        "spec.filepath.templates.resources: Invalid value:"
                                + " \"apps/{resource.namespace}/{pipeline.name}/{resource.name}\": does not name"
                                + " {resource.name} before {pipeline.name} and {group.id}: two requests would share a"
                                + " directory - add the segment {resource.name}");
    }

    @Test
    void refusesSegmentsThatAreNoVariable() {
        assertThat(messages(LayoutFixtures.templated("worker-1", "", "infra-{promise.name}/{promise.name}", RESOURCES)))
                .singleElement()
                .asString()
                .contains(
                        "has the segment 'infra-{promise.name}', which is no variable - write a variable as a segment of"
                                + " its own; there are {destination.name} {destination.namespace} {promise.name}"
                                + " {resource.namespace} {resource.name} {pipeline.name} {group.id}");
        assertThat(messages(LayoutFixtures.templated("worker-1", "", "{promise}/{promise.name}", RESOURCES)))
                .singleElement()
                .asString()
                .contains("has the segment '{promise}', which is no variable");
    }

    @Test
    void refusesWordsThatAreNoSegment() {
        for (String template : List.of("/{promise.name}", "{promise.name}/", "a//{promise.name}")) {
            assertThat(messages(LayoutFixtures.templated("worker-1", "", template, RESOURCES)))
                    .singleElement()
                    .asString()
                    .contains("has an empty segment - write one '/' between segments, and none at either end");
        }
        assertThat(messages(LayoutFixtures.templated("worker-1", "", "../{promise.name}", RESOURCES)))
                .singleElement()
                .asString()
                .contains("has a segment that no store can keep: path '..' must not have the segment '..'");
        assertThat(messages(LayoutFixtures.templated("worker-1", "", ".Kratix/{promise.name}", RESOURCES)))
                .singleElement()
                .asString()
                .contains("has the segment '.Kratix', which is reserved - choose another word");
    }

    @Test
    void aPromisesDependenciesHaveNoRequest() {
        assertThat(messages(
                        LayoutFixtures.templated("worker-1", "", "infra/{promise.name}/{resource.name}", RESOURCES)))
                .singleElement()
                .asString()
                .contains("names {resource.name}, but a Promise's dependencies have no request - remove it");
    }

    @Test
    void refusesTemplatesByWhichAPromiseAndARequestCouldMeet() {
        assertThat(messages(LayoutFixtures.templated(
                        "worker-1", "", "{promise.name}", "{resource.namespace}/{promise.name}/{resource.name}")))
                .containsExactly("spec.filepath.templates: Invalid value:"
                        + " \"{resource.namespace}/{promise.name}/{resource.name}\": could give a request and a Promise the"
                        + " same directory: '{resource.namespace}/{promise.name}/{resource.name}' and '{promise.name}' -"
                        + " begin the two templates with different words, dependencies/... and resources/...");
        assertThat(messages(LayoutFixtures.templated(
                        "worker-1",
                        "",
                        "Apps/{promise.name}",
                        "apps/{resource.namespace}/{promise.name}/{resource.name}")))
                .as("case twins")
                .hasSize(1);
        assertThat(messages(LayoutFixtures.templated(
                        "worker-1", "", "a.b/{promise.name}", "{resource.namespace}/{promise.name}/{resource.name}")))
                .as("no namespace has a dot")
                .isEmpty();
    }

    @Test
    void refusesAFilenameThatIsNone() {
        for (String filename : List.of("..", "/", ".kratix/x", "kratix-canary-namespace.yaml")) {
            Destination destination =
                    LayoutFixtures.destination("worker-1", "", Map.of("mode", "aggregatedYAML", "filename", filename));

            assertThat(LayoutRules.problems(destination, FilepathMode.AGGREGATED_YAML, "default"))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.field()).isEqualTo("spec.filepath.filename"));
        }
    }

    @Test
    void modeNamespaceFilenameAndTemplatesNeverChange() {
        Destination before = LayoutFixtures.templated("worker-1", "dev", DEPENDENCIES, RESOURCES);
        Destination templates = LayoutFixtures.templated("worker-1", "dev", "x/{promise.name}", RESOURCES);
        Destination mode = LayoutFixtures.destination("worker-1", "dev", FilepathMode.NONE);
        Destination one = LayoutFixtures.destination("worker-1", "", Map.of("mode", "aggregatedYAML", "filename", "a"));
        Destination other =
                LayoutFixtures.destination("worker-1", "", Map.of("mode", "aggregatedYAML", "filename", "b"));

        assertThat(LayoutRules.changes(before, FilepathMode.TEMPLATE, "default", before))
                .isEmpty();
        assertThat(LayoutRules.changes(before, FilepathMode.TEMPLATE, "default", templates))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).endsWith("filepath.templates is immutable"));
        assertThat(LayoutRules.changes(before, FilepathMode.CRDS, "default", mode))
                .singleElement()
                .hasToString("spec.filepath.mode: Invalid value: \"none\": filepath.mode is immutable - to change it,"
                        + " delete the Destination and apply it anew");
        assertThat(LayoutRules.changes(one, FilepathMode.AGGREGATED_YAML, "default", other))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).endsWith("filepath.filename is immutable"));
    }

    @Test
    void aDocumentThatNamesNoModeKeepsTheEffectiveOne() {
        Destination unnamed = LayoutFixtures.destination("worker-1", "dev", Map.of());

        assertThat(LayoutRules.changes(unnamed, FilepathMode.CRDS, "team-a", unnamed))
                .isEmpty();
    }

    private static List<String> messages(Destination destination) {
        return LayoutRules.problems(destination, FilepathMode.TEMPLATE, "default").stream()
                .map(Problem::toString)
                .toList();
    }
}
