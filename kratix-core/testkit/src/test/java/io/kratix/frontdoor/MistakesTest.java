// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.destination;
import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.request;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kratix.Documents;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What newcomers mistype, and that the answer says how to mend it. */
class MistakesTest {
    private static final String NAMED = "apiVersion: %s\nkind: %s\nmetadata: {name: mine}\n";

    private final Platform platform = Platform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Promise, v9, Promise/mine",
        "PromiseRelease, banana, PromiseRelease/mine",
        "PromiseRevision, v1alpha2, PromiseRevision/mine",
        "ResourceBinding, v1, ResourceBinding/default/mine",
        "HealthRecord, v1beta1, HealthRecord/default/mine",
        "Destination, v1, Destination/mine",
        "GitStateStore, banana, GitStateStore/mine",
        "MemoryStateStore, v1alpha, MemoryStateStore/mine"
    })
    void refusesEachOtherVersionOfTheEnginesKinds(String kind, String version, String document) {
        String written = "platform.kratix.io/" + version;

        assertThat(told(NAMED.formatted(written, kind)))
                .containsExactly("text, document 1 (" + document + "): no matches for kind \"" + kind
                        + "\" in version \"" + written + "\" - write apiVersion platform.kratix.io/v1alpha1");
    }

    @ParameterizedTest
    @CsvSource({
        "Destinaton, Destination",
        "Promse, Promise",
        "GitStateStor, GitStateStore",
        "MemorStateStor, MemoryStateStore"
    })
    void suggestsTheNearestOfTheEnginesKinds(String kind, String meant) {
        assertThat(told(NAMED.formatted("platform.kratix.io/v1alpha1", kind)))
                .containsExactly("text, document 1 (" + kind + "/mine): unknown kind \"" + kind
                        + "\" of platform.kratix.io - did you mean \"" + meant + "\"?");
    }

    @Test
    void namesTheEnginesKindsWhereNoneIsNear() {
        assertThat(told(NAMED.formatted("platform.kratix.io/v1alpha1", "Something")))
                .containsExactly("text, document 1 (Something/mine): unknown kind \"Something\" of platform.kratix.io -"
                        + " write one of these: BucketStateStore, Destination, GitStateStore, HealthRecord,"
                        + " MemoryStateStore, Promise, PromiseRelease, PromiseRevision, ResourceBinding");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    plattform.kratix.io/v1alpha1 | Destination | Destination.plattform.kratix.io | did you mean "platform.kratix.io/v1alpha1"? Else apply the Promise whose API it is, in the same call or before; known: redis.example.kratix.io
                    example.kratix.io/v1         | Redjs       | Redjs.example.kratix.io         | did you mean "redis"? Else apply the Promise whose API it is, in the same call or before; known: redis.example.kratix.io
                    exmple.kratix.io/v1          | redis       | redis.exmple.kratix.io          | did you mean "example.kratix.io"? Else apply the Promise whose API it is, in the same call or before; known: redis.example.kratix.io
                    acme.org/v1                  | Mailbox     | Mailbox.acme.org                | apply the Promise whose API it is, in the same call or before; known: redis.example.kratix.io
                    apps/v1                      | Deployment  | Deployment.apps                 | an object of a cluster belongs into a Promise's dependencies or a Pipeline's output
                    networking.k8s.io/v1         | Ingress     | Ingress.networking.k8s.io       | an object of a cluster belongs into a Promise's dependencies or a Pipeline's output
                    """)
    void suggestsTheKindOrGroupOfARequest(String apiVersion, String kind, String type, String remedy) {
        platform.kratix.apply(redis().build());

        assertThat(told(NAMED.formatted(apiVersion, kind)))
                .containsExactly("text, document 1 (" + type + "/default/mine): no Promise offers kind \"" + kind
                        + "\" of \"" + apiVersion + "\" - " + remedy);
    }

    @Test
    void tellsAKindThatNoPromiseCanOfferBesideWhatNobodyCanRead() {
        assertThat(told("a: [\n---\n" + NAMED.formatted("apps/v1", "Deployment") + "---\n"
                        + NAMED.formatted("acme.org/v1", "Mailbox")))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("text, document 2 (Deployment.apps/default/mine): no Promise offers kind \"Deployment\"");
    }

    @Test
    void saysWhereADocumentStandsWhosePromiseIsBeingDeleted() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        platform.place()
                .failNext(Call.WRITE, PluginException.unavailable("down").withRetryAfter(Duration.ofMinutes(1)));
        platform.kratix.delete(ObjectReference.promise("redis"));
        platform.settle();
        String promise = Documents.print(redis().build().document());
        String late = Documents.print(request("late", "small"));

        assertThat(told(late))
                .containsExactly("text, document 1 (redis.example.kratix.io/default/late): Promise 'redis' is being"
                        + " deleted - apply the Promise again once it is gone");
        assertThat(told(promise))
                .containsExactly("text, document 1 (Promise/redis): Promise/redis is being deleted - wait until it is"
                        + " gone, then apply it again");
    }

    @Test
    void saysBelowWhatAFieldBelongsThatIsNotIndented() {
        platform.kratix.apply(redis().build(), store());
        String request = NAMED.formatted("example.kratix.io/v1alpha1", "redis") + "spec: {}\nsize: small\nlabels: {}\n";
        String destination = NAMED.formatted("platform.kratix.io/v1alpha1", "Destination")
                + "spec: {stateStoreRef: , kind: MemoryStateStore, name: default}\npath: a\n";
        String promise = NAMED.formatted("platform.kratix.io/v1alpha1", "Promise") + "spec: {}\nworkflows: {}\n";

        assertThat(told(request))
                .containsExactly(
                        "text, document 1 (redis.example.kratix.io/default/mine): unknown field \"labels\" - it belongs"
                                + " below \"metadata\": indent it",
                        "text, document 1 (redis.example.kratix.io/default/mine): unknown field \"size\" - it belongs"
                                + " below \"spec\": indent it");
        assertThat(told(destination))
                .contains(
                        "text, document 1 (Destination/mine): unknown field \"path\" - it belongs below \"spec\":"
                                + " indent it",
                        "text, document 1 (Destination/mine): unknown field \"spec.kind\" - it belongs below"
                                + " \"stateStoreRef\": indent it",
                        "text, document 1 (Destination/mine): unknown field \"spec.name\" - it belongs below"
                                + " \"stateStoreRef\": indent it");
        assertThat(platform.kratix.apply(promise).warnings())
                .containsExactly(
                        "text, document 1: unknown field \"workflows\" - it belongs below \"spec\": indent it");
    }

    @Test
    void warnsOfAnApiWhoseRequestsDeliverNothing() {
        Promise idle = Promise.builder("idle")
                .api("acme.org", "Mailbox", Map.of("type", "object"))
                .build();

        assertThat(platform.kratix.apply(idle).warnings())
                .containsExactly(
                        "Promise/idle: requests of this Promise will be ready with nothing delivered for them -"
                                + " write spec.workflows.resource.configure or dependencies");
    }

    @Test
    void refusesADestinationInAStateStoreOfAKindThatNobodyOffers() {
        String destination = Documents.print(destination("worker").build().document());

        assertThat(told(destination.replace("MemoryStateStore", "MemryStatStore")))
                .containsExactly("text, document 1 (Destination/worker): spec.stateStoreRef.kind: Invalid value:"
                        + " \"MemryStatStore\": no plugin offers this kind (found: MemoryStateStore) - did you mean"
                        + " \"MemoryStateStore\"?");
        assertThat(told(destination.replace("MemoryStateStore", "GitStateStore")))
                .containsExactly("text, document 1 (Destination/worker): spec.stateStoreRef.kind: Invalid value:"
                        + " \"GitStateStore\": no plugin offers this kind (found: MemoryStateStore) - add the dependency"
                        + " kratix-statestore-git and give its provider to the builder");
    }

    @Test
    void suggestsTheStateStoreThatADestinationMeans() {
        String destination = Documents.print(destination("worker").build().document());

        assertThat(platform.kratix
                        .apply(Documents.print(store()) + "---\n"
                                + destination.replace("name: default", "name: defualt"))
                        .warnings())
                .containsExactly(
                        "text, document 2: referenced MemoryStateStore \"defualt\" does not exist - did you mean"
                                + " \"default\"? Else apply it");
    }

    @Test
    void namesNoPlaceForTwoEqualValues() {
        InvalidDocumentException refusal =
                catchThrowableOfType(InvalidDocumentException.class, () -> platform.kratix.apply(store(), store()));

        assertThat(refusal)
                .hasMessage(
                        "MemoryStateStore/default: MemoryStateStore/default is declared twice, in two values of this"
                                + " call - remove one of the two");
    }

    private List<String> told(String yaml) {
        InvalidDocumentException refusal =
                catchThrowableOfType(InvalidDocumentException.class, () -> platform.kratix.apply(yaml));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal.problems().stream().map(Problem::toString).toList();
    }
}
