// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.destination;
import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people and Pipelines should not write, through the front door. */
class HostileInputTest {
    private final Platform platform = Platform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: &a [*a]",
                "a: *b",
                "? {a: b}\n: c",
                "\u0000",
                "- - - -",
                "!!java.net.URL [x]",
                "apiVersion: [v1]\nkind: {}\nmetadata: 1",
                "apiVersion: a/b/c\nkind: X\nmetadata: {name: x}",
                "apiVersion: v1\nkind: Promise\nmetadata: {name: x}",
                "apiVersion: platform.kratix.io/v1alpha1\nkind: Promise\nmetadata: {name: x}\nspec: []",
                "apiVersion: platform.kratix.io/v1alpha1\nkind: Destination\nmetadata: {name: [x]}\nspec: {path: {}}",
                "apiVersion: platform.kratix.io/v9\nkind: Destination\nmetadata: {name: x}\nspec: {}",
                "apiVersion: platform.kratix.io/v1alpha1\nkind: destination\nmetadata: {name: x}\nspec: {}"
            })
    void refusesDocumentsThatAreNone(String text) {
        assertThat(catchThrowableOfType(InvalidDocumentException.class, () -> platform.kratix.apply(text)))
                .isNotNull()
                .satisfies(refusal -> assertThat(refusal.problems())
                        .isNotEmpty()
                        .allSatisfy(problem -> assertThat(problem.remedy()).isNotEmpty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../a", "..", "a/../../b", "a\\b", "a/.git/b", ".GIT", "a./b", "a\u0001", "a/ b /c", "\u0000"})
    void refusesADestinationsPathThatNoStoreShouldKeep(String path) {
        assertThat(problems(destination("worker").path(path).build().document()))
                .extracting(Problem::field)
                .containsExactly("spec.path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "x//y",
                "{promise.name",
                "{promise.name}{x}",
                "{resource.name}/{promise.name}",
                "../{promise.name}",
                "{pipeline.name}/{promise.name}",
                ".kratix/{promise.name}",
                "{PROMISE.NAME}",
                "a/{promise.name}/",
                ".git/{promise.name}"
            })
    void refusesATemplateOfDependenciesThatTwoOwnersCouldShareOrNoStoreCanKeep(String template) {
        assertThat(problems(template(template, "r/{resource.namespace}/{promise.name}/{resource.name}")))
                .extracting(Problem::field)
                .containsOnly("spec.filepath.templates.dependencies");
    }

    @Test
    void refusesTwoTemplatesThatMeetAndNamesMissingVariables() {
        assertThat(problems(template("{promise.name}", "{resource.namespace}/{promise.name}/{resource.name}")))
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .contains("could give a request and a Promise the same directory");
        assertThat(problems(template("d/{promise.name}", "r/{promise.name}/{pipeline.name}")))
                .extracting(Problem::message)
                .anySatisfy(message -> assertThat(message).contains("{resource.namespace}"))
                .anySatisfy(message -> assertThat(message).contains("{resource.name}"));
    }

    @Test
    void refusesDestinationsThatCouldMeetWhateverTheirModesAndSpellings() {
        platform.kratix.apply(
                store(),
                destination("one")
                        .path("a/b")
                        .mode(FilepathMode.NESTED_BY_METADATA)
                        .build());

        assertThat(problems(destination("two")
                        .path("A//B/./c/..")
                        .mode(FilepathMode.NONE)
                        .build()
                        .document()))
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .contains("'one'", "'two'");
        assertThat(problems(destination("two").mode(FilepathMode.NONE).build().document()))
                .isNotEmpty();
        platform.kratix.apply(
                destination("two").path("a/c").mode(FilepathMode.NONE).build());
    }

    @ParameterizedTest
    @EnumSource
    void writesNothingOfAnOwnerWhosePathsDifferInCaseOnlyAndTheOthersGoOn(FilepathMode mode)
            throws InterruptedException {
        if (mode == FilepathMode.AGGREGATED_YAML) {
            return; // one file, in which paths mean nothing
        }
        platform.images.put(Platform.IMAGE, call -> {
            call.writeOutput(call.object().metadata().name() + "/a.yaml", "a: 1\n");
            if (call.object().metadata().name().equals("twins")) {
                call.writeOutput("twins/A.yaml", "a: 2\n");
            }
        });
        platform.kratix.apply(
                store(), inMode(mode), redis().build(), request("twins", "small"), request("fine", "small"));

        platform.settle();

        assertThat(platform.paths()).noneMatch(path -> path.endsWith("twins/a.yaml") || path.endsWith("A.yaml"));
        assertThat(platform.conditions(reference("fine"))).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(platform.conditions(reference("twins")).toString()).contains("they differ only in case");
    }

    @Test
    void failsARunWhoseSelectorsAreNoText() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            call.writeOutput("a.yaml", "a: 1\n");
            writeBytes(call.metadata().resolve("destination-selectors.yaml"));
        });
        platform.kratix.apply(store(), destination("worker").build(), redis().build(), request("mine", "small"));

        platform.settle();

        assertThat(platform.conditions(reference("mine")).toString()).contains("ConfigureWorkflowCompleted=False");
        assertThat(platform.get(reference("mine")).status().toString()).contains("destination-selectors.yaml");
    }

    @Test
    void failsARunWhoseSelectorsAreNoYaml() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            call.writeOutput("a.yaml", "a: 1\n");
            call.writeMetadata("destination-selectors.yaml", "- matchLabels: {null: v}\n");
        });
        platform.kratix.apply(store(), destination("worker").build(), redis().build(), request("mine", "small"));

        platform.settle();

        assertThat(platform.get(reference("mine")).status().toString())
                .contains("invalid destination-selectors.yaml: error converting YAML to JSON: ");
    }

    private static void writeBytes(java.nio.file.Path file) throws IOException {
        Files.write(file, new byte[] {(byte) 0xc3, 0x28, (byte) 0xff});
    }

    private static Destination inMode(FilepathMode mode) {
        return mode == FilepathMode.TEMPLATE
                ? Destination.of(template("d/{promise.name}", "r/{resource.namespace}/{promise.name}/{resource.name}"))
                : destination("worker").mode(mode).build();
    }

    private static Document template(String dependencies, String resources) {
        Document worker = destination("worker").build().document();
        return worker.withBody(Map.of(
                "spec",
                Map.of(
                        "stateStoreRef", Map.of("kind", "MemoryStateStore", "name", "default"),
                        "filepath",
                                Map.of(
                                        "mode",
                                        "template",
                                        "templates",
                                        Map.of("dependencies", dependencies, "resources", resources)))));
    }

    private List<Problem> problems(Document document) {
        InvalidDocumentException refusal =
                catchThrowableOfType(InvalidDocumentException.class, () -> platform.kratix.apply(store(), document));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal.problems();
    }
}
