// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.spi.PluginException;
import java.security.CodeSource;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The one place where plugins are called: what they throw is caught, named and keeps nobody else from working. */
public final class Boundary {
    private static final int LONGEST_CHAIN = 100;

    private Boundary() {}

    /**
     * Something that a plugin does.
     *
     * @param <T> what comes back
     */
    @FunctionalInterface
    public interface Call<T> {
        /**
         * {@return what the plugin gives}
         *
         * @throws InterruptedException if the engine asked to stop waiting
         */
        T run() throws InterruptedException;
    }

    /**
     * Calls a plugin with its class loader as context class loader.
     *
     * @param plugin whose method is called
     * @param call the call
     * @param <T> what comes back
     * @return what the plugin gives, never {@code null}
     * @throws PluginException what the plugin threw; anything it must not throw, errors too, arrives as
     *     {@code UNAVAILABLE}, with the plugin's class and jar
     * @throws InterruptedException if the engine asked to stop waiting
     */
    public static <T> T call(Object plugin, Call<T> call) throws InterruptedException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(plugin.getClass().getClassLoader());
        try {
            T result = call.run();
            if (result == null) {
                throw fault(plugin, "it returned null", null);
            }
            return result;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            // languages other than Java let checked exceptions through, and an error is the plugin's as much
            throw translate(plugin, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * {@return a plugin's class and the jar or directory that it came from}
     *
     * @param plugin any object of the plugin
     */
    public static String describe(Object plugin) {
        CodeSource source = plugin.getClass().getProtectionDomain().getCodeSource();
        String name = plugin.getClass().getName();
        return source == null || source.getLocation() == null ? name : name + " (" + source.getLocation() + ")";
    }

    /** The engine's own signal counts however deep a plugin has wrapped it. */
    private static RuntimeException translate(Object plugin, Throwable thrown) {
        Optional<EngineSignal> signal = Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(LONGEST_CHAIN)
                .filter(EngineSignal.class::isInstance)
                .map(EngineSignal.class::cast)
                .findFirst();
        if (signal.isPresent()) {
            return signal.get();
        }
        return thrown instanceof PluginException known ? known : fault(plugin, "it threw " + thrown, thrown);
    }

    private static PluginException fault(
            Object plugin, String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return PluginException.of(
                PluginException.Reason.UNAVAILABLE, "the plugin " + describe(plugin) + " is at fault: " + what, cause);
    }
}
