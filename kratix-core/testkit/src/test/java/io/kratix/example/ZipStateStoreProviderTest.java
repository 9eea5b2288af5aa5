// SPDX-License-Identifier: Apache-2.0
package io.kratix.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.StorePath;
import io.kratix.spi.statestore.StateStore;
import io.kratix.testkit.LentContext;
import io.kratix.testkit.MapSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipStateStoreProviderTest {
    private final ZipStateStoreProvider provider = new ZipStateStoreProvider();

    @TempDir
    Path directory;

    @Test
    void opensAStoreWhereTheProgramSays() throws InterruptedException {
        LentContext context =
                LentContext.in(directory.resolve("cache")).configuration(Map.of("directory", directory.toString()));

        try (StateStore store = provider.open(MapSettings.of(Map.of("name", "prod")), context)) {
            store.checkAccess(StorePath.ROOT);
        }

        assertThat(context.warnings()).isEmpty();
    }

    @Test
    void saysWhatIsWrongInADocument() {
        MapSettings settings = MapSettings.of(Map.of("name", "../prod", "colour", "blue"));

        assertThatThrownBy(() -> provider.open(settings, LentContext.in(directory)))
                .hasMessage("name: must consist of lower-case letters, digits and '-'\ncolour: is unknown");
    }
}
