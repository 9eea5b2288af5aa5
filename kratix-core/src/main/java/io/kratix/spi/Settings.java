// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import java.time.Duration;
import java.util.List;

/**
 * A document's {@code spec}, or a plugin's section of the engine's configuration, read by one thread. Getters never
 * throw: they record the problem and answer with the fallback, so that all problems and unknown keys are told at once.
 * Field names are the document's. What the engine itself reads ({@code path} of a State Store) counts as known.
 */
public interface Settings {
    /**
     * {@return a text that must be there; empty, with a problem recorded, if it is not}
     *
     * @param key the field's name
     */
    String text(String key);

    /**
     * {@return a text, or the fallback if the field is missing}
     *
     * @param key the field's name
     * @param fallback what holds without the field
     */
    String text(String key, String fallback);

    /**
     * {@return the texts of a list; none if the field is missing, and one if a single text stands there}
     *
     * @param key the field's name
     */
    default List<String> texts(String key) {
        String text = text(key, "");
        return text.isEmpty() ? List.of() : List.of(text);
    }

    /**
     * {@return a boolean, or the fallback if the field is missing}
     *
     * @param key the field's name
     * @param fallback what holds without the field
     */
    boolean flag(String key, boolean fallback);

    /**
     * {@return an integer, or the fallback if the field is missing}
     *
     * @param key the field's name
     * @param fallback what holds without the field
     */
    long number(String key, long fallback);

    /**
     * {@return a duration, or the fallback if the field is missing}
     *
     * @param key the field's name
     * @param fallback what holds without the field; documents write Go's durations, {@code 1m30s}
     */
    Duration duration(String key, Duration fallback);

    /**
     * {@return the constant whose name stands there in camelCase, or the fallback if the field is missing} A wrong one
     * is a problem that lists the right ones.
     *
     * @param key the field's name
     * @param fallback what holds without the field
     * @param <T> the enum
     */
    <T extends Enum<T>> T choice(String key, T fallback);

    /**
     * {@return a nested object, empty if the field is missing; its problems and unknown keys count here}
     *
     * @param key the field's name
     */
    Settings section(String key);

    /**
     * {@return the values of the secret that the reference under the key names} When they change, the engine opens the
     * plugin anew.
     *
     * @param key the field's name, {@code secretRef}
     */
    SecretValues secret(String key);

    /**
     * Records a problem that only the plugin can see.
     *
     * @param key the field's name
     * @param text what is allowed: {@code must start with https:// or ssh://}
     */
    void problem(String key, String text);

    /**
     * Ends the reading. The engine calls it if the plugin did not.
     *
     * @throws PluginException {@code MISCONFIGURED}, with every problem and unknown key, one a line
     */
    void done();
}
