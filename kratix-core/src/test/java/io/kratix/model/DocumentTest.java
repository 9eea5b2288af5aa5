// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A document is what was written: read from a tree, made by a builder, and given back as a tree. */
final class DocumentTest {
    @Test
    void isReadFromATree() {
        Document document = Document.of(Map.of(
                "apiVersion",
                "marketplace.kratix.io/v1alpha1",
                "kind",
                "redis",
                "metadata",
                Map.of(
                        "name",
                        "my-request",
                        "namespace",
                        "team-a",
                        "labels",
                        Map.of("team", "a"),
                        "annotations",
                        Map.of("note", "b")),
                "spec",
                Map.of("size", "small"),
                "data",
                "more",
                "status",
                Map.of("message", "Pending")));

        assertThat(document.apiVersion()).isEqualTo("marketplace.kratix.io/v1alpha1");
        assertThat(document.group()).isEqualTo("marketplace.kratix.io");
        assertThat(document.version()).isEqualTo("v1alpha1");
        assertThat(document.kind()).isEqualTo("redis");
        assertThat(document.metadata())
                .isEqualTo(new Metadata("my-request", "team-a", Map.of("team", "a"), Map.of("note", "b")));
        assertThat(document.spec()).isEqualTo(Map.of("size", "small"));
        assertThat(document.body()).isEqualTo(Map.of("spec", Map.of("size", "small"), "data", "more"));
        assertThat(document.status()).isEqualTo(Map.of("message", "Pending"));
        assertThat(document).hasToString("redis.marketplace.kratix.io/team-a/my-request");
    }

    @Test
    void isTheSameMadeByABuilder() {
        Document read = Document.of(Map.of(
                "apiVersion", "v1",
                "kind", "ConfigMap",
                "metadata",
                        Map.of(
                                "name",
                                "settings",
                                "namespace",
                                "team-a",
                                "labels",
                                Map.of("team", "a", "tier", "1"),
                                "annotations",
                                Map.of("note", "b")),
                "spec", Map.of("size", 1),
                "data", Map.of("key", "value")));

        Document built = Document.builder("v1", "ConfigMap", "settings")
                .namespace("team-a")
                .label("tier", "1")
                .label("team", "a")
                .annotation("note", "b")
                .spec(Map.of("size", 1L))
                .field("data", Map.of("key", "value"))
                .build();

        assertThat(built).isEqualTo(read).hasSameHashCodeAs(read);
        assertThat(built.group()).isEmpty();
        assertThat(built.version()).isEqualTo("v1");
    }

    @Test
    void isTheSameReadFromItsOwnTree() {
        Document document = Document.builder("marketplace.kratix.io/v1alpha1", "redis", "my-request")
                .namespace("team-a")
                .label("team", "a")
                .annotation("note", "b")
                .spec(Map.of("size", "small"))
                .build()
                .withStatus(Map.of("message", "Pending"));

        assertThat(Document.of(document.tree())).isEqualTo(document);
    }

    @Test
    void leavesEmptyPartsOutOfItsTree() {
        Document document = Document.builder("v1", "ConfigMap", "settings").build();

        assertThat(document.tree())
                .isEqualTo(Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", "settings")));
    }

    @Test
    void differsByEachOfItsParts() {
        Document document = Document.builder("v1", "ConfigMap", "settings").build();

        assertThat(document)
                .isNotEqualTo(Document.builder("v2", "ConfigMap", "settings").build())
                .isNotEqualTo(Document.builder("v1", "Secret", "settings").build())
                .isNotEqualTo(Document.builder("v1", "ConfigMap", "other").build())
                .isNotEqualTo(document.withBody(Map.of("data", "more")))
                .isNotEqualTo(document.withMetadata(document.metadata().withNamespace("team-a")))
                .isNotEqualTo(document.withStatus(Map.of("message", "Pending")));
    }

    @Test
    void tellsEverythingThatIsMissingAtOnce() {
        assertThatThrownBy(() -> Document.of(Map.of("metadata", Map.of())))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage(
                        """
                        apiVersion: Required value - add the field 'apiVersion'
                        kind: Required value - add the field 'kind'
                        metadata.name: Required value - add the field 'metadata.name'""");
    }

    @Test
    void tellsEverythingThatHasTheWrongTypeAtOnce() {
        Map<String, @Nullable Object> labels = new LinkedHashMap<>();
        labels.put("number", 5);
        labels.put("nothing", null);
        labels.put("flag", true);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", "redis");
        metadata.put("labels", labels);
        metadata.put("annotations", "none");

        assertThatThrownBy(() -> Document.of(
                        Map.of("apiVersion", 1, "kind", "Promise", "metadata", metadata, "status", List.of("x"))))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("Promise/redis: apiVersion: Invalid value: 1: must be of type string"
                        + " - write the value as the type that the field has")
                .hasMessageContaining("Promise/redis: metadata.labels.number: Invalid value: 5: must be of type string"
                        + " - put the value in quotes")
                .hasMessageContaining("Promise/redis: metadata.labels.nothing: Invalid value: \"null\": must be of type"
                        + " string - put the value in quotes")
                .hasMessageContaining("Promise/redis: metadata.labels.flag: Invalid value: true: must be of type string"
                        + " - put the value in quotes")
                .hasMessageContaining("Promise/redis: metadata.annotations: Invalid value: \"none\": must be of type"
                        + " object - write the value as the type that the field has")
                .hasMessageContaining("Promise/redis: status: Invalid value: [x]: must be of type object"
                        + " - write the value as the type that the field has")
                .satisfies(thrown -> assertThat(((InvalidDocumentException) thrown).problems())
                        .hasSize(6));
    }

    @ParameterizedTest
    @CsvSource({
        "platform.kratix.io/v1alpha1, Promise, '', Promise/a, ''",
        "platform.kratix.io/v1alpha1, Promise, ns, Promise/a, ''",
        "platform.kratix.io/v1alpha1, Destination, ns, Destination/a, ''",
        "platform.kratix.io/v1alpha1, OwnStateStore, ns, OwnStateStore/a, ''",
        "platform.kratix.io/v1alpha1, Work, '', Work/default/a, default",
        "platform.kratix.io/v1alpha1, Work, ns, Work/ns/a, ns",
        "marketplace.kratix.io/v1, redis, '', redis.marketplace.kratix.io/default/a, default",
        "marketplace.kratix.io/v1, Promise, ns, Promise.marketplace.kratix.io/ns/a, ns",
        "v1, ConfigMap, '', ConfigMap/default/a, default"
    })
    void isReferredToByGroupKindNamespaceAndName(
            String apiVersion, String kind, String namespace, String text, String identity) {
        ObjectReference reference = Document.builder(apiVersion, kind, "a")
                .namespace(namespace)
                .build()
                .reference();

        assertThat(reference).hasToString(text);
        assertThat(reference.namespace()).isEqualTo(identity);
    }

    @Test
    void isNotChangedThroughTheTreesThatItTookOrGave() {
        List<Object> list = new ArrayList<>(List.of("a"));
        Map<String, Object> spec = new HashMap<>(Map.of("list", list));
        Document document = Document.builder("v1", "ConfigMap", "a").spec(spec).build();

        list.add("b");
        spec.put("more", "c");

        assertThat(document.spec()).isEqualTo(Map.of("list", List.of("a")));
        assertThatThrownBy(() -> document.spec().put("more", "c")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> document.tree().put("more", "c")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void keepsNullsAndTheOrderOfKeys() {
        Map<String, @Nullable Object> spec = new LinkedHashMap<>();
        spec.put("z", null);
        spec.put("a", Arrays.asList("x", null));

        Document document = Document.builder("v1", "ConfigMap", "a").spec(spec).build();

        assertThat(document.spec()).isEqualTo(spec);
        assertThat(document.spec().keySet()).containsExactly("z", "a");
    }

    @Test
    void hasOneKindOfIntegers() {
        Document built = Document.builder("v1", "ConfigMap", "a")
                .spec(Map.of("int", 1, "short", (short) 1, "byte", (byte) 1, "whole", 1.0, "float", 0.5f))
                .build();

        assertThat(built.spec()).isEqualTo(Map.of("int", 1L, "short", 1L, "byte", 1L, "whole", 1L, "float", 0.5));
    }

    @Test
    void takesNoValueThatADocumentCannotHold() {
        Document.Builder builder = Document.builder("v1", "ConfigMap", "a").spec(Map.of("path", new StringBuilder()));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a document's tree holds no java.lang.StringBuilder; use Map, List, String");
        assertThatThrownBy(() -> builder.field("metadata", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'metadata' has a method of its own");
    }
}
