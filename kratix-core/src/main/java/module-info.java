// SPDX-License-Identifier: Apache-2.0
/**
 * The engine: documents, scheduling, layout, registry and the interfaces of plugins. Everything but {@code internal} is
 * exported.
 */
module io.kratix.core {
    requires com.fasterxml.jackson.databind;
    requires java.net.http;
    requires transitive java.sql;
    requires org.slf4j;
    requires org.yaml.snakeyaml;
    requires re2j;
    requires static transitive org.jspecify;

    exports io.kratix;
    exports io.kratix.layout;
    exports io.kratix.model;
    exports io.kratix.registry;
    exports io.kratix.scheduling;
    exports io.kratix.spi;
    exports io.kratix.spi.statestore;
    exports io.kratix.spi.workflow;

    uses io.kratix.spi.statestore.StateStoreProvider;
    uses io.kratix.spi.workflow.WorkflowRunnerProvider;
}
