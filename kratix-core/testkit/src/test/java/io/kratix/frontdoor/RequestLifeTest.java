// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.testkit.MemoryPlace.Revision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestLifeTest {
    private static final String DEPENDENCIES = "worker-cluster/dependencies/redis/static/dependencies.yaml";
    private static final String FILE = "worker-cluster/resources/default/redis/my-request/redis.yaml";
    private static final String CANARY_NAMESPACE = "worker-cluster/dependencies/kratix-canary-namespace.yaml";
    private static final String CANARY_CONFIG_MAP = "worker-cluster/resources/kratix-canary-configmap.yaml";

    /** v1alpha1 is stored, v1 is served as well, v0 is not served any more. */
    private static final String TWO_VERSIONS =
            """
            apiVersion: platform.kratix.io/v1alpha1
            kind: Promise
            metadata: {name: redis}
            spec:
              destinationSelectors: [{matchLabels: {environment: dev}}]
              api:
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: redis.example.kratix.io}
                spec:
                  group: example.kratix.io
                  names: {kind: redis, plural: redis, singular: redis}
                  scope: Namespaced
                  versions:
                    - name: v1alpha1
                      served: true
                      storage: true
                      schema: &schema
                        openAPIV3Schema:
                          type: object
                          properties:
                            spec:
                              type: object
                              properties:
                                size: {type: string}
                    - {name: v1, served: true, storage: false, schema: *schema}
                    - {name: v0, served: false, storage: false, schema: *schema}
              workflows:
                resource:
                  configure:
                    - apiVersion: platform.kratix.io/v1alpha1
                      kind: Pipeline
                      metadata: {name: configure}
                      spec:
                        containers: [{name: main, image: "example/redis:v1"}]
            """;

    private final Platform platform = Platform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void becomesFilesUnderTheSeedsPaths() throws InterruptedException {
        platform.applyAll();

        platform.settle();

        assertThat(platform.paths()).containsExactly(CANARY_NAMESPACE, DEPENDENCIES, FILE, CANARY_CONFIG_MAP);
        assertThat(platform.place().texts()).containsEntry(FILE, "size: small\n");
    }

    @Test
    void isReportedInKratixWords() throws InterruptedException {
        platform.applyAll();

        Document request = platform.kratix.awaitReady(reference("my-request"), Platform.LIMIT);

        assertThat(platform.conditions(reference("my-request")))
                .containsExactly(
                        "ConfigureWorkflowCompleted=True PipelinesExecutedSuccessfully: Pipelines completed",
                        "Reconciled=True Reconciled: Reconciled",
                        "WorksSucceeded=True WorksSucceeded: All works associated with this resource are ready");
        assertThat(request.status())
                .containsEntry("message", "Resource requested")
                .containsEntry("observedGeneration", 1L)
                .containsEntry("workflows", 1L)
                .containsEntry("workflowsSucceeded", 1L)
                .containsEntry("workflowsFailed", 0L)
                .containsEntry("promiseVersion", "not-set")
                .containsEntry("resourceBindingVersion", "latest");
        assertThat(request.metadata().labels()).containsEntry("kratix.io/promise-name", "redis");
        // the Work may be confirmed before or after the request is looked at again
        assertThat(platform.reasons(reference("my-request")))
                .startsWith("BindingCreated", "PipelineStarted")
                .containsExactlyInAnyOrder(
                        "BindingCreated",
                        "PipelineStarted",
                        "ReconcileSucceeded",
                        "ResourceBindingVersionUpdated",
                        "WorksSucceeded",
                        "ReconcileSucceeded");
    }

    @Test
    void saysWhichRevisionHoldsItsFiles() throws InterruptedException {
        platform.applyAll();

        Document request = platform.kratix.awaitReady(reference("my-request"), Platform.LIMIT);

        List<Revision> revisions = platform.place().revisions();
        assertThat(String.valueOf(request.status().get("kratix")))
                .contains("destination=worker-cluster")
                .contains("revision=" + revisions.get(revisions.size() - 1).id());
    }

    @Test
    void changesJustItsFilesWhenItIsUpdated() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        Map<String, String> before = platform.place().texts();
        int revisions = platform.place().revisions().size();

        platform.kratix.apply(request("my-request", "large"));
        platform.kratix.awaitReady(reference("my-request"), Platform.LIMIT);

        assertThat(platform.place().texts())
                .containsEntry(FILE, "size: large\n")
                .hasSameSizeAs(before);
        assertThat(platform.place().revisions()).hasSize(revisions + 1);
        assertThat(platform.get(reference("my-request")).status()).containsEntry("observedGeneration", 2L);
    }

    @Test
    void runsAndWritesNothingWhenItIsAppliedAgain() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        int revisions = platform.place().revisions().size();

        platform.applyAll();
        platform.settle();

        assertThat(platform.runs).hasValue(1);
        assertThat(platform.place().revisions()).hasSize(revisions);
    }

    @Test
    void isOneRequestInEachVersionThatIsServed() throws InterruptedException {
        platform.kratix.apply(
                Platform.store(), Platform.destination("worker-cluster").build());
        platform.kratix.apply(TWO_VERSIONS);
        platform.kratix.apply(request("my-request", "small"));
        platform.settle();
        int runs = platform.runs.get();

        platform.kratix.apply(inVersion("v1", "small"));
        platform.settle();
        int runsForTheSame = platform.runs.get() - runs;
        platform.kratix.apply(inVersion("v1", "large"));
        platform.settle();

        assertThat(runsForTheSame).isZero();
        assertThat(platform.runs).hasValue(runs + 1);
        assertThat(platform.get(reference("my-request")).apiVersion()).isEqualTo("example.kratix.io/v1alpha1");
        assertThat(platform.place().texts()).containsEntry(FILE, "size: large\n");
        assertThatThrownBy(() -> platform.kratix.apply(inVersion("v0", "small")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("no matches for kind \"redis\" in version \"example.kratix.io/v0\"");
    }

    @Test
    void writesNothingFromAnEmptyRegistryInFrontOfAFullStore() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        int revisions = platform.place().revisions().size();

        try (Platform second = platform.withEmptyRegistry()) {
            second.applyAll();
            second.settle();

            assertThat(second.place().revisions()).hasSize(revisions);
            assertThat(second.conditions(reference("my-request"))).contains("Reconciled=True Reconciled: Reconciled");
        }
    }

    @Test
    void takesItsFilesWithItWhenItIsDeleted() throws InterruptedException {
        platform.applyAll();
        platform.settle();

        platform.kratix.delete(reference("my-request"));
        platform.settle();

        assertThat(platform.paths()).containsExactly(CANARY_NAMESPACE, DEPENDENCIES, CANARY_CONFIG_MAP);
        assertThat(platform.kratix.get(reference("my-request"))).isEmpty();
        assertThat(platform.reasons(reference("my-request"))).endsWith("Deleted");
    }

    @Test
    void canBeMadeAgainAfterItWasDeleted() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        platform.kratix.delete(reference("my-request"));
        platform.settle();

        platform.kratix.apply(request("my-request", "large"));
        platform.kratix.awaitReady(reference("my-request"), Platform.LIMIT);

        assertThat(platform.place().texts()).containsEntry(FILE, "size: large\n");
        assertThat(platform.runs).hasValue(2);
    }

    @Test
    void goesWithItsPromiseWhichLeavesNothingBehind() throws InterruptedException {
        platform.applyAll();
        platform.settle();

        platform.kratix.delete(ObjectReference.promise("redis"));
        platform.settle();

        assertThat(platform.paths()).containsExactly(CANARY_NAMESPACE, CANARY_CONFIG_MAP);
        assertThat(platform.kratix.list("Promise")).isEmpty();
        assertThat(platform.kratix.list("example.kratix.io", "redis")).isEmpty();
    }

    @Test
    void leavesStrangersFilesAloneButForThoseInItsOwnDirectory() throws InterruptedException {
        platform.place().put("README.md", "ours\n");
        platform.place().put("worker-cluster/resources/default/redis/other/theirs.yaml", "theirs\n");
        platform.place().put("worker-cluster/resources/default/redis/my-request/stray.yaml", "stray\n");

        platform.applyAll();
        platform.settle();
        platform.kratix.delete(ObjectReference.promise("redis"));
        platform.settle();

        assertThat(platform.paths())
                .containsExactly(
                        "README.md",
                        CANARY_NAMESPACE,
                        "worker-cluster/resources/default/redis/other/theirs.yaml",
                        CANARY_CONFIG_MAP);
    }

    @Test
    void followsItsPromiseWhenThatChanges() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        platform.images.put("example/second:v1", call -> call.writeOutput("second.yaml", "second\n"));

        platform.kratix.apply(redis().resourceConfigure(Pipeline.builder("second")
                        .container("main", "example/second:v1")
                        .build())
                .build());
        platform.settle();

        assertThat(platform.paths())
                .contains(FILE, "worker-cluster/resources/default/redis/my-request/second/second.yaml");
        assertThat(platform.runs).hasValue(3);
    }

    @Test
    void losesTheFilesOfAPipelineThatItsPromiseNoLongerHas() throws InterruptedException {
        platform.images.put("example/second:v1", call -> call.writeOutput("second.yaml", "second\n"));
        platform.applyAll();
        platform.kratix.apply(redis().resourceConfigure(Pipeline.builder("second")
                        .container("main", "example/second:v1")
                        .build())
                .build());
        platform.settle();

        platform.kratix.apply(redis().build());
        platform.settle();

        assertThat(platform.paths()).containsExactly(CANARY_NAMESPACE, DEPENDENCIES, FILE, CANARY_CONFIG_MAP);
    }

    @Test
    void loadsOfRequestsGoOutInFewWrites() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        Document[] requests = new Document[200];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = request("request-" + i, "small");
        }

        platform.kratix.apply(requests);
        platform.settle();

        assertThat(platform.kratix.list("example.kratix.io", "redis"))
                .hasSize(201)
                .allSatisfy(request -> assertThat(platform.conditions(request.reference()))
                        .contains("Reconciled=True Reconciled: Reconciled"));
        assertThat(platform.paths()).hasSize(204);
    }

    private static Document inVersion(String version, String size) {
        return request("my-request", size).withApiVersion("example.kratix.io/" + version);
    }
}
