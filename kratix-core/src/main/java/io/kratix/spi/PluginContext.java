// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

/** What the engine lends to one open plugin until its {@code close}. Safe for several threads. */
public interface PluginContext {
    /**
     * {@return an id fit for a label, the same for all engines of one registry and after restarts: mark with it whatever
     * is left outside this JVM}
     */
    String platform();

    /** {@return a name for threads and messages: {@code GitStateStore/prod}} */
    String name();

    /**
     * {@return a private directory that survives restarts and reopening, is used by one open instance at a time, and may
     * be found empty at any start: never the only copy of anything}
     */
    Path cacheDirectory();

    /**
     * {@return an executor for the parallel parts of a call; waiting for its tasks inside a call is safe; nothing runs
     * on it after {@code close}}
     */
    Executor executor();

    /** {@return the engine's clock} */
    Clock clock();

    /**
     * {@return this kind's section of the engine's configuration: what the embedder decides and no document may, such as
     * {@code file:} URLs}
     */
    Settings configuration();

    /** {@return how long to wait for connecting and for each read} */
    Duration networkTimeout();

    /**
     * Tells people something that is no failure, such as a certificate check that is off. Said once for each text.
     *
     * @param text what they should know
     */
    void warn(String text);
}
