// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kratix.NotReadyException;
import io.kratix.model.KratixLabels;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectReference;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace.Call;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people are told who wait for an object in vain. */
class NotReadyTest {
    private final Platform platform = Platform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void saysTheSameSentenceOnce() throws InterruptedException {
        platform.place().failNext(Call.WRITE, PluginException.unavailable("the disk is full"));
        platform.place().failNext(Call.WRITE, PluginException.unavailable("the disk is full"));
        platform.applyAll();
        platform.settle();

        assertThatThrownBy(() -> platform.kratix.awaitReady(Platform.STORE.reference(), Duration.ZERO))
                .isInstanceOf(NotReadyException.class)
                .hasMessage("MemoryStateStore/default is not ready: Ready=False (the disk is full)");
    }

    @Test
    void saysThatThereIsNoDestinationYet() throws InterruptedException {
        platform.kratix.apply(Platform.store(), redis().build(), request("mine", "small"));
        platform.settle();

        assertThatThrownBy(() -> platform.kratix.awaitReady(reference("mine"), Duration.ZERO))
                .isInstanceOf(NotReadyException.class)
                .hasMessageEndingWith(
                        "; The files at the top ask for environment=dev, there is no Destination yet; label"
                                + " a Destination so, or change spec.destinationSelectors");
    }

    @Test
    void namesTheLabelThatPausesARequestAndWhoCarriesIt() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        String pauses = "keeps it as it is: take the label off";

        platform.kratix.label(reference("my-request"), LabelChanges.set(KratixLabels.PAUSED, "true"));
        platform.kratix.apply(request("my-request", "large"));
        platform.settle();
        assertThat(lacks(reference("my-request")))
                .contains("Reconciled=Unknown (Paused)")
                .endsWith("; its label kratix.io/paused " + pauses);

        platform.kratix.label(reference("my-request"), LabelChanges.remove(KratixLabels.PAUSED));
        platform.kratix.label(ObjectReference.promise("redis"), LabelChanges.set(KratixLabels.PAUSED, "true"));
        platform.kratix.apply(request("my-request", "small"));
        platform.settle();
        assertThat(lacks(reference("my-request")))
                .endsWith("; the label kratix.io/paused of Promise 'redis' " + pauses);
        assertThat(platform.kratix.topology().text())
                .contains("redis default/my-request on worker-cluster: not ready: the label kratix.io/paused of Promise"
                        + " 'redis' " + pauses + "\n");
    }

    @Test
    void namesThePromiseThatIsMissing() throws InterruptedException {
        platform.kratix.apply(
                Platform.store(), redis().requires("network", "v1.0.0").build(), request("mine", "small"));
        platform.settle();
        String missing = "it needs Promise 'network' v1.0.0: Requirement not installed";

        assertThat(lacks(ObjectReference.promise("redis"))).contains("; " + missing);
        assertThat(lacks(reference("mine"))).endsWith("; its Promise 'redis' is not available: " + missing);
        assertThat(platform.kratix.topology().text())
                .contains("not ready: its Promise 'redis' is not available: " + missing);
    }

    @Test
    void saysWhatMayHaveBeenMeantByWhatIsNotThere() throws InterruptedException {
        platform.applyAll();
        platform.settle();

        assertThat(lacks(reference("my-requst")))
                .isEqualTo("redis.example.kratix.io/default/my-requst is not ready: there is no such object"
                        + " - did you mean \"default/my-request\"?");
        assertThat(lacks(ObjectReference.request("example.kratix.io", "redises", "default", "my-request")))
                .isEqualTo("redises.example.kratix.io/default/my-request is not ready: there is no such object, and no"
                        + " Promise has the API redises.example.kratix.io - did you mean \"redis.example.kratix.io\"?");
        assertThat(lacks(ObjectReference.promise("nothing")))
                .isEqualTo("Promise/nothing is not ready: there is no such object");
    }

    private String lacks(ObjectReference reference) {
        return String.valueOf(catchThrowableOfType(
                        NotReadyException.class, () -> platform.kratix.awaitReady(reference, Duration.ZERO))
                .getMessage());
    }
}
