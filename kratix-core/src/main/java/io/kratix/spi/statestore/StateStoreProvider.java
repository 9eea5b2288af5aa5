// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.statestore;

import io.kratix.spi.PluginContext;
import io.kratix.spi.PluginException;
import io.kratix.spi.Settings;

/**
 * Opens State Stores of one kind. Named in {@code META-INF/services}; its public constructor without arguments does
 * nothing. Safe for several threads.
 */
public interface StateStoreProvider {
    /** {@return the document kind that it opens, {@code GitStateStore}: constant, {@code [A-Z][A-Za-z0-9]*}} */
    String kind();

    /**
     * Reads and checks every field and names where the store writes, without network, without client and without
     * secrets, which answer as present and empty. Called within {@code apply}: what is found wrong refuses the
     * document. Stores of equal location take turns, and their Destinations must not collide.
     *
     * @param settings the document's {@code spec}
     * @return the location in one spelling, {@code git:github.com/acme/state#main}
     * @throws PluginException {@code MISCONFIGURED} if the document is wrong
     */
    String location(Settings settings);

    /**
     * Opens one store: reads settings and builds clients, without network. Called once for a document, and again when
     * the document or a secret of it changed; the store before is closed by then.
     *
     * @param settings the document's {@code spec}
     * @param context what the engine lends until the store is closed
     * @return the open store
     * @throws PluginException {@code MISCONFIGURED} or {@code UNAUTHORIZED} if document or secret are wrong
     */
    StateStore open(Settings settings, PluginContext context);
}
