// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.spi.PluginContext;
import io.kratix.spi.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engine lends to one open plugin. */
final class EngineContext implements PluginContext {
    private static final Logger LOG = LoggerFactory.getLogger(EngineContext.class);
    private static final int MOST_WARNINGS = 100;
    private static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(30);

    private final String platform;
    private final String name;
    private final Path cacheDirectory;
    private final Executor executor;
    private final Clock clock;
    private final Settings configuration;
    private final Masker masker;
    private final Set<String> warned = new LinkedHashSet<>();

    EngineContext(
            String platform,
            String name,
            Path cacheDirectory,
            Executor executor,
            Clock clock,
            Settings configuration,
            Masker masker) {
        this.platform = platform;
        this.name = name;
        this.cacheDirectory = cacheDirectory;
        this.executor = executor;
        this.clock = clock;
        this.configuration = configuration;
        this.masker = masker;
    }

    @Override
    public String platform() {
        return platform;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Path cacheDirectory() {
        return cacheDirectory;
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Settings configuration() {
        return configuration;
    }

    @Override
    public Duration networkTimeout() {
        return NETWORK_TIMEOUT;
    }

    @Override
    public void warn(String text) {
        String masked = LogLine.of(masker.mask(text));
        boolean isNew;
        synchronized (warned) {
            isNew = warned.size() < MOST_WARNINGS && warned.add(masked);
        }
        if (isNew) {
            LOG.warn("{}: {}", name, masked);
        }
    }

    /** {@return what the plugin has warned of, in order} */
    List<String> warnings() {
        synchronized (warned) {
            return List.copyOf(warned);
        }
    }
}
