// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.PluginContext;
import io.kratix.spi.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** What an engine would lend to a plugin, for tests of its provider. Safe for several threads. */
public final class LentContext implements PluginContext {
    private final Path cacheDirectory;
    private final Map<String, ?> configuration;
    private final Clock clock;
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    private LentContext(Path cacheDirectory, Map<String, ?> configuration, Clock clock) {
        this.cacheDirectory = cacheDirectory;
        this.configuration = Map.copyOf(configuration);
        this.clock = clock;
    }

    /**
     * {@return a context without configuration, on the system's clock}
     *
     * @param cacheDirectory a private directory
     */
    public static LentContext in(Path cacheDirectory) {
        return new LentContext(cacheDirectory, Map.of(), Clock.systemUTC());
    }

    /**
     * {@return another one, that has this one's directory and clock}
     *
     * @param section the kind's section of the engine's configuration
     */
    public LentContext configuration(Map<String, ?> section) {
        return new LentContext(cacheDirectory, section, clock);
    }

    /**
     * {@return another one, that has this one's directory and configuration}
     *
     * @param engines the engine's clock
     */
    public LentContext clock(Clock engines) {
        return new LentContext(cacheDirectory, configuration, engines);
    }

    /** {@return what the plugin warned of, the oldest first} */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public String platform() {
        return "test";
    }

    @Override
    public String name() {
        return "StateStore/test";
    }

    @Override
    public Path cacheDirectory() {
        return cacheDirectory;
    }

    @Override
    public Executor executor() {
        return task -> {
            Thread thread = new Thread(task, name());
            thread.setDaemon(true);
            thread.start();
        };
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Settings configuration() {
        return MapSettings.of(configuration);
    }

    @Override
    public Duration networkTimeout() {
        return Duration.ofSeconds(20);
    }

    @Override
    public void warn(String text) {
        warnings.add(text);
    }
}
