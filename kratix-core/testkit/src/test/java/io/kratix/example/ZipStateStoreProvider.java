// SPDX-License-Identifier: Apache-2.0
package io.kratix.example;

import io.kratix.spi.PluginContext;
import io.kratix.spi.Settings;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreProvider;
import java.nio.file.Path;

/** Opens State Stores that are zip files, in a directory that the program names and no document may. */
public final class ZipStateStoreProvider implements StateStoreProvider {
    @Override
    public String kind() {
        return "ZipStateStore";
    }

    @Override
    public String location(Settings settings) {
        return "zip:" + name(settings);
    }

    @Override
    public StateStore open(Settings settings, PluginContext context) {
        String name = name(settings);
        settings.done();
        Settings configuration = context.configuration();
        Path directory = Path.of(configuration.text("directory"));
        configuration.done();
        return new ZipStateStore(directory.resolve(name + ".zip"));
    }

    private static String name(Settings settings) {
        String name = settings.text("name");
        if (!name.matches("[a-z0-9-]*")) {
            settings.problem("name", "must consist of lower-case letters, digits and '-'");
        }
        return name;
    }
}
