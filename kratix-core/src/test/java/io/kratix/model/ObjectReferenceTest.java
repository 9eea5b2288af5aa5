// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A reference tells one object from all others, and reads well. */
final class ObjectReferenceTest {
    @Test
    void readsAsPeopleWouldWriteIt() {
        assertThat(ObjectReference.promise("redis")).hasToString("Promise/redis");
        assertThat(ObjectReference.destination("worker-1")).hasToString("Destination/worker-1");
        assertThat(ObjectReference.request("marketplace.kratix.io", "redis", "default", "my-request"))
                .hasToString("redis.marketplace.kratix.io/default/my-request");
        assertThat(new ObjectReference("", "ConfigMap", "default", "a")).hasToString("ConfigMap/default/a");
    }

    @Test
    void isOrderedByGroupKindNamespaceAndName() {
        ObjectReference first = new ObjectReference("a", "z", "z", "z");
        ObjectReference second = new ObjectReference("b", "a", "z", "z");
        ObjectReference third = new ObjectReference("b", "b", "a", "z");
        ObjectReference fourth = new ObjectReference("b", "b", "b", "a");
        ObjectReference fifth = new ObjectReference("b", "b", "b", "b");

        assertThat(List.of(fifth, third, first, fourth, second).stream().sorted())
                .containsExactly(first, second, third, fourth, fifth);
    }
}
