// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contents that entries refer to. */
abstract class KeepingRules extends RegistryRules {
    KeepingRules(RegistryContract contract) {
        super(contract);
    }

    @Test
    void isKeptByteForByte() {
        byte[] bytes = {0, 1, -1, 10, 13};

        Content kept = registry().keep(Content.of(bytes));

        assertThat(kept.bytes()).isEqualTo(bytes);
        assertThat(kept.size()).isEqualTo(5);
        assertThat(kept.sha256()).isEqualTo(Content.of(bytes).sha256());
    }

    @Test
    void isReadOnceWhenItIsKept() {
        List<String> opened = new ArrayList<>();
        Content source = Content.of(4, () -> {
            opened.add("once");
            return Content.of("text").open();
        });

        Content kept = registry().keep(source);

        assertThat(kept.bytes()).asString().isEqualTo("text");
        assertThat(kept.bytes()).asString().isEqualTo("text");
        assertThat(opened).hasSize(1);
    }

    @Test
    void isKeptAgainAtNoCost() {
        Content kept = registry().keep(Content.of("text"));

        Content again = registry().keep(kept);

        assertThat(again.sha256()).isEqualTo(kept.sha256());
        assertThat(again.bytes()).asString().isEqualTo("text");
    }
}
