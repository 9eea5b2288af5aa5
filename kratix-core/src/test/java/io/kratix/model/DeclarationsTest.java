// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.internal.documents.DocumentReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of the engine's own kinds: read from files or made in Java, and refused with every reason at once. */
final class DeclarationsTest {
    private static final StateStoreReference STORE = new StateStoreReference("GitStateStore", "default");
    private static final String TYPE_REMEDY = " - write the value as the type that the field has";

    @Test
    void readsADestination() {
        Destination destination = Destination.of(
                parse(
                        """
                        apiVersion: platform.kratix.io/v1alpha1
                        kind: Destination
                        metadata: {name: worker-1, namespace: team-a, labels: {environment: dev}}
                        spec:
                          path: clusters
                          stateStoreRef: {kind: GitStateStore, name: default}
                          strictMatchLabels: true
                          filepath: {mode: template, templates: {dependencies: a, resources: b}, filename: all.yaml}
                          cleanup: all
                          initWorkloads: {enabled: false}
                        """));

        assertThat(destination.name()).isEqualTo("worker-1");
        assertThat(destination.namespace()).isEqualTo("team-a");
        assertThat(destination.labels()).isEqualTo(Map.of("environment", "dev"));
        assertThat(destination.path()).isEqualTo("clusters");
        assertThat(destination.stateStore()).isEqualTo(STORE);
        assertThat(destination.strictMatchLabels()).isTrue();
        assertThat(destination.mode()).contains(FilepathMode.TEMPLATE);
        assertThat(destination.templates()).isEqualTo(Map.of("dependencies", "a", "resources", "b"));
        assertThat(destination.filename()).isEqualTo("all.yaml");
        assertThat(destination.cleansUp()).isTrue();
        assertThat(destination.initWorkloads()).isFalse();
    }

    @Test
    void fillsADestinationsDefaults() {
        Destination destination = Destination.builder("worker-1", STORE).build();

        assertThat(destination.namespace()).isEqualTo("default");
        assertThat(destination.path()).isEmpty();
        assertThat(destination.strictMatchLabels()).isFalse();
        assertThat(destination.mode()).isEqualTo(Optional.empty());
        assertThat(destination.filename()).isEqualTo("aggregated.yaml");
        assertThat(destination.templates()).isEmpty();
        assertThat(destination.cleansUp()).isFalse();
        assertThat(destination.initWorkloads()).isTrue();
    }

    @Test
    void tellsEverythingThatIsWrongWithADestinationAtOnce() {
        assertRefused(
                () -> Destination.of(
                        parse(
                                """
                                apiVersion: platform.kratix.io/v1alpha1
                                kind: Destination
                                metadata: {name: worker-1}
                                spec:
                                  path: 5
                                  stateStoreRef: {nmae: default}
                                  strictMatchLabels: "yes"
                                  filepath: {mode: nestedByDestinations, fielname: all.yaml, templates: {resource: x}}
                                  cleanup: some
                                  initWorkloads: {enable: false}
                                  stateStore: default
                                """)),
                "spec.path: Invalid value: 5: must be of type string" + TYPE_REMEDY,
                "spec.stateStoreRef.kind: Required value - add the field 'spec.stateStoreRef.kind'",
                "spec.stateStoreRef.name: Required value - add the field 'spec.stateStoreRef.name'",
                "spec.strictMatchLabels: Invalid value: \"yes\": must be of type boolean" + TYPE_REMEDY,
                "spec.filepath.mode: Invalid value: \"nestedByDestinations\": is no layout mode - write"
                        + " nestedByDestination, nestedByMetadata, crds, template, none or aggregatedYAML, or leave the"
                        + " field out",
                "unknown field \"spec.filepath.templates.resource\" - did you mean \"resources\"?",
                "spec.cleanup: Invalid value: \"some\": is neither none nor all - write none (keep files) or all"
                        + " (remove them)",
                "unknown field \"spec.initWorkloads.enable\" - did you mean \"enabled\"?",
                "unknown field \"spec.filepath.fielname\" - did you mean \"filename\"?",
                "unknown field \"spec.stateStoreRef.nmae\" - did you mean \"name\"?",
                "unknown field \"spec.stateStore\" - did you mean \"stateStoreRef\"?");
    }

    @Test
    void makesTheSameDestinationInJava() {
        Destination built = Destination.builder("worker-1", STORE)
                .label("environment", "dev")
                .path("clusters")
                .mode(FilepathMode.NESTED_BY_METADATA)
                .strictMatchLabels(true)
                .cleanup(true)
                .initWorkloads(false)
                .build();

        assertThat(built)
                .isEqualTo(
                        Destination.of(
                                parse(
                                        """
                                        apiVersion: platform.kratix.io/v1alpha1
                                        kind: Destination
                                        metadata: {name: worker-1, labels: {environment: dev}}
                                        spec:
                                          stateStoreRef: {kind: GitStateStore, name: default}
                                          path: clusters
                                          filepath: {mode: nestedByMetadata}
                                          strictMatchLabels: true
                                          cleanup: all
                                          initWorkloads: {enabled: false}
                                        """)));
    }

    @Test
    void makesTheSameStateStoresInJava() {
        Document git = GitStateStore.builder("default", "https://example.com/state.git")
                .branch("dev")
                .path("clusters")
                .secret("kratix-platform-system", "git")
                .author("kratix", "kratix@example.com")
                .build()
                .document();
        Document bucket = BucketStateStore.builder("default", "minio:9000", "kratix")
                .path("clusters")
                .insecure(true)
                .secret("kratix-platform-system", "minio")
                .build()
                .document();

        assertThat(git)
                .isEqualTo(
                        parse(
                                """
                                apiVersion: platform.kratix.io/v1alpha1
                                kind: GitStateStore
                                metadata: {name: default}
                                spec:
                                  url: https://example.com/state.git
                                  branch: dev
                                  path: clusters
                                  secretRef: {namespace: kratix-platform-system, name: git}
                                  gitAuthor: {name: kratix, email: kratix@example.com}
                                """));
        assertThat(bucket)
                .isEqualTo(
                        parse(
                                """
                                apiVersion: platform.kratix.io/v1alpha1
                                kind: BucketStateStore
                                metadata: {name: default}
                                spec:
                                  endpoint: minio:9000
                                  bucketName: kratix
                                  path: clusters
                                  insecure: true
                                  secretRef: {namespace: kratix-platform-system, name: minio}
                                """));
    }

    @Test
    void makesTheSamePromiseInJava() {
        Promise built = Promise.builder("redis")
                .api("marketplace.kratix.io", "redis", Map.of("type", "object"))
                .dependency(Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", "redis")))
                .destinationSelector(Map.of("environment", "dev"))
                .resourceConfigure(Pipeline.builder("configure")
                        .container("first", "acme/first:v1")
                        .container("second", "acme/second:v1")
                        .build())
                .build();

        assertThat(built)
                .isEqualTo(
                        Promise.of(
                                parse(
                                        """
                                        apiVersion: platform.kratix.io/v1alpha1
                                        kind: Promise
                                        metadata: {name: redis}
                                        spec:
                                          api:
                                            apiVersion: apiextensions.k8s.io/v1
                                            kind: CustomResourceDefinition
                                            metadata: {name: redis.marketplace.kratix.io}
                                            spec:
                                              group: marketplace.kratix.io
                                              names: {kind: redis, plural: redis, singular: redis}
                                              scope: Namespaced
                                              versions:
                                              - name: v1alpha1
                                                served: true
                                                storage: true
                                                schema:
                                                  openAPIV3Schema:
                                                    type: object
                                                    properties: {spec: {type: object}}
                                          dependencies:
                                          - {apiVersion: v1, kind: Namespace, metadata: {name: redis}}
                                          destinationSelectors:
                                          - matchLabels: {environment: dev}
                                          workflows:
                                            resource:
                                              configure:
                                              - apiVersion: platform.kratix.io/v1alpha1
                                                kind: Pipeline
                                                metadata: {name: configure}
                                                spec:
                                                  containers:
                                                  - {name: first, image: "acme/first:v1"}
                                                  - {name: second, image: "acme/second:v1"}
                                        """)));
        assertThat(built.api().orElseThrow().kind()).isEqualTo("redis");
        assertThat(built.dependencies()).hasSize(1);
        assertThat(built.workflows().resourceConfigure())
                .extracting(Pipeline::name)
                .containsExactly("configure");
    }

    @Test
    void tellsEverythingThatIsWrongWithAPromisesWorkflowsAtOnce() {
        assertRefused(
                () -> Promise.of(
                        parse(
                                """
                                apiVersion: platform.kratix.io/v1alpha1
                                kind: Promise
                                metadata: {name: redis}
                                spec:
                                  dependencies: none
                                  requiredPromises: [{version: v1}]
                                  workflows:
                                    resource:
                                      configure:
                                      - apiVersion: batch/v1
                                        kind: Job
                                        metadata: {name: job}
                                        spec: {containers: [{name: a, image: b}]}
                                      - apiVersion: platform.kratix.io/v1alpha1
                                        kind: Pipeline
                                        metadata: {name: empty}
                                        spec: {containers: []}
                                      - apiVersion: platform.kratix.io/v1alpha1
                                        kind: Pipeline
                                        metadata: {}
                                        spec:
                                          container: []
                                          containers:
                                          - {name: a, imgae: b, args: [1]}
                                      - text
                                """)),
                "spec.dependencies: Invalid value: \"none\": must be of type array" + TYPE_REMEDY,
                "spec.requiredPromises[0].name: Required value - add the field 'spec.requiredPromises[0].name'",
                "spec.workflows.resource.configure[0].kind: Invalid value: \"Job\": unsupported pipeline \"job\" with"
                        + " APIVersion \"Job/batch/v1\" - a workflow is a list of documents of kind Pipeline and"
                        + " apiVersion platform.kratix.io/v1alpha1",
                "spec.workflows.resource.configure[1].spec.containers: Required value - add the field"
                        + " 'spec.workflows.resource.configure[1].spec.containers'",
                "spec.workflows.resource.configure[2].metadata.name: Required value - add the field"
                        + " 'spec.workflows.resource.configure[2].metadata.name'",
                "spec.workflows.resource.configure[2].spec.containers[0].image: Required value - add the field"
                        + " 'spec.workflows.resource.configure[2].spec.containers[0].image'",
                "spec.workflows.resource.configure[2].spec.containers[0].args[0]: Invalid value: 1: must be of type"
                        + " string" + TYPE_REMEDY,
                "unknown field \"spec.workflows.resource.configure[2].spec.containers[0].imgae\" - did you mean"
                        + " \"image\"?",
                "unknown field \"spec.workflows.resource.configure[2].spec.container\" - did you mean \"containers\"?",
                "spec.workflows.resource.configure[3]: Invalid value: \"text\": must be of type object" + TYPE_REMEDY);
    }

    @ParameterizedTest
    @ValueSource(longs = {4_294_967_297L, -4_294_967_297L})
    void refusesABackoffLimitThatIsNoNumberOf32Bits(long limit) {
        String pipeline = "{apiVersion: platform.kratix.io/v1alpha1, kind: Pipeline, metadata: {name: p},"
                + " spec: {jobOptions: {backoffLimit: " + limit + "}, containers: [{name: a, image: b}]}}";
        String yaml = "apiVersion: platform.kratix.io/v1alpha1\nkind: Promise\nmetadata: {name: redis}\n"
                + "spec: {workflows: {resource: {configure: [" + pipeline + "]}}}\n";

        assertRefused(
                () -> Promise.of(parse(yaml)),
                "spec.workflows.resource.configure[0].spec.jobOptions.backoffLimit: Invalid value: " + limit
                        + ": must be a whole number of 32 bits - write how many tries there are");
    }

    @Test
    void givesAPipelineBackAsItStoodInItsPromise() {
        String yaml =
                """
                apiVersion: platform.kratix.io/v1alpha1
                kind: Promise
                metadata: {name: redis}
                spec:
                  workflows:
                    resource:
                      configure:
                      - apiVersion: platform.kratix.io/v1alpha1
                        kind: Pipeline
                        metadata: {name: configure, namespace: default, labels: {l: "1"}, annotations: {a: "2"}}
                        spec:
                          rbac: {serviceAccount: robot}
                          containers:
                          - {name: a, image: b, command: [sh], args: ["-c", "true"], env: [{name: A, value: b}]}
                """;
        Pipeline pipeline =
                Promise.of(parse(yaml)).workflows().resourceConfigure().get(0);

        Promise again = Promise.builder("redis").resourceConfigure(pipeline).build();

        assertThat(pipeline.containers().get(0).command()).containsExactly("sh");
        assertThat(pipeline.containers().get(0).args()).containsExactly("-c", "true");
        assertThat(again.workflows().resourceConfigure()).isEqualTo(List.of(pipeline));
        assertThat(again).isEqualTo(Promise.of(parse(yaml)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Destination | {stateStoreRef: {kind: GitStateStore, name: default}}",
                "PromiseRelease | {version: v1, sourceRef: {url: 'https://example.org/p.yaml'}}",
                "PromiseRevision | {version: v1, promiseRef: {name: redis}, promiseSpec: {}}",
                "ResourceBinding | {version: v1, promiseRef: {name: redis}, resourceRef: {name: r}}"
            })
    void refusesAFieldThatStandsOneLevelTooFarLeft(String kind, String spec) {
        Document document = parse("apiVersion: platform.kratix.io/v1alpha1\nkind: " + kind
                + "\nmetadata: {name: a, uid: u}\nspec: " + spec + "\nsepc: 1\nstatus: {ready: true}\n");

        assertRefused(
                () -> {
                    switch (kind) {
                        case "Destination" -> Destination.of(document);
                        case "PromiseRelease" -> PromiseRelease.of(document);
                        case "PromiseRevision" -> PromiseRevision.of(document);
                        default -> ResourceBinding.of(document);
                    }
                },
                "unknown field \"sepc\" - did you mean \"spec\"?");
    }

    private static Document parse(String yaml) {
        return DocumentReader.parse("test.yaml", yaml).get(0).document();
    }

    private static void assertRefused(Runnable reading, String... problems) {
        List<String> lines = List.of(problems);
        assertThatThrownBy(reading::run)
                .isInstanceOf(InvalidDocumentException.class)
                .satisfies(
                        thrown -> assertThat(String.valueOf(thrown.getMessage()).lines())
                                .map(line -> line.replaceFirst("^\\w+/\\S+: ", ""))
                                .containsExactlyElementsOf(lines));
    }
}
