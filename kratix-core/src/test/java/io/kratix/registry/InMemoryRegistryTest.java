// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/** The registry on the heap, beyond the contract. */
final class InMemoryRegistryTest {
    private static final int MOST_COLLECTIONS = 50;

    private final Registry registry = Registry.inMemory();

    @Test
    void holdsEqualContentsOnce() {
        Content one = registry.keep(Content.of("the same text"));
        Content other = registry.keep(Content.of("the same text"));
        Content different = registry.keep(Content.of("another text"));

        assertThat(other).isSameAs(one);
        assertThat(different).isNotSameAs(one);
    }

    @Test
    void letsGoOfAContentThatNobodyRefersTo() {
        WeakReference<Content> forgotten = new WeakReference<>(registry.keep(Content.of("forgotten")));
        Content held = registry.keep(Content.of("held"));

        for (int i = 0; i < MOST_COLLECTIONS && forgotten.get() != null; i++) {
            System.gc();
        }

        assertThat(forgotten.get()).isNull();
        assertThat(registry.keep(Content.of("held"))).isSameAs(held);
        assertThat(registry.keep(Content.of("forgotten")).bytes()).asString().isEqualTo("forgotten");
    }
}
