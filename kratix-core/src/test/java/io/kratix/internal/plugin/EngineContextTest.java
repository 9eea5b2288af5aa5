// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.Secret;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a plugin says of the world. */
final class EngineContextTest {
    @Test
    void keepsAWarningInOneLineAndWithoutSecrets() {
        Masker masker = new Masker();
        masker.remember(Secret.of("hunter2hunter2"));
        EngineContext context = new EngineContext(
                "id",
                "GitStateStore/prod",
                Path.of("cache"),
                Runnable::run,
                Clock.systemUTC(),
                SettingsView.ofConfiguration("GitStateStore", Map.of()),
                masker);

        context.warn("no repository at /a\nb: hunter2hunter2");

        assertThat(context.warnings()).containsExactly("no repository at /a\\nb: ****");
    }
}
