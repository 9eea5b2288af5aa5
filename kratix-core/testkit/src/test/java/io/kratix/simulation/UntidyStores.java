// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.spi.PluginContext;
import io.kratix.spi.Settings;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreProvider;
import io.kratix.spi.statestore.WriteRequest;
import java.util.List;
import java.util.Map;

/** State Stores that leave a file where it is as long as there is another one beside it. */
record UntidyStores(StateStoreProvider tidy, World world) implements StateStoreProvider {
    @Override
    public String kind() {
        return tidy.kind();
    }

    @Override
    public String location(Settings settings) {
        return tidy.location(settings);
    }

    @Override
    public StateStore open(Settings settings, PluginContext context) {
        return new ForwardingStore(tidy.open(settings, context)) {
            @Override
            public List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
                Map<String, String> before = world.files();
                List<ChangeOutcome> outcomes = super.write(request);
                before.keySet().removeAll(world.files().keySet());
                before.forEach((file, text) -> {
                    if (hasSibling(file)) {
                        world.put(file, text);
                    }
                });
                return outcomes;
            }
        };
    }

    private boolean hasSibling(String file) {
        String folder = file.substring(0, file.lastIndexOf('/') + 1);
        return world.files().keySet().stream().anyMatch(other -> other.startsWith(folder));
    }
}
