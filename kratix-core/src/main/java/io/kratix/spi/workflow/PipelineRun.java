// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

import io.kratix.model.Container;
import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.Pipeline;
import io.kratix.spi.Secret;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One try of one Pipeline for one object. Implemented by the engine; safe for several threads. */
public interface PipelineRun {
    /** {@return the run's id: an RFC 1123 label of at most 40 characters} */
    String id();

    /** {@return the Pipeline as declared} */
    Pipeline pipeline();

    /** {@return the request or Promise that it runs for, as it stands in {@code input/object.yaml}} */
    Document object();

    /** {@return when the run is too late, kept over restarts; the engine enforces it, a backend may too} */
    Instant deadline();

    /** {@return labels for whatever the backend can label: Promise, request, workflow, Pipeline} */
    Map<String, String> attributes();

    /** {@return the variables that the engine gives to every container, in Kratix' order} */
    Map<String, String> kratixEnvironment();

    /**
     * {@return the engine's variables and then the container's own, references resolved}
     *
     * @param container one of the Pipeline's
     */
    Map<String, String> environment(Container container);

    /**
     * {@return the values of a secret in the object's namespace, by key} Ask only for one that must be there: if there is
     * none, this throws, and the run fails, whatever the runner does about the exception.
     *
     * @param name the secret's name
     */
    Map<String, Secret> secret(String name);

    /**
     * {@return the values of a secret that the Pipeline can do without, or empty if there is no such secret}
     *
     * @param name the secret's name
     */
    default Optional<Map<String, Secret>> findSecret(String name) {
        return Optional.of(secret(name));
    }

    /**
     * {@return the values of a ConfigMap in the object's namespace, by key} If there is none it is as with {@link #secret}.
     *
     * @param name the ConfigMap's name
     */
    Map<String, Content> configMap(String name);

    /**
     * {@return the values of a ConfigMap that the Pipeline can do without, or empty if there is no such ConfigMap}
     *
     * @param name the ConfigMap's name
     */
    default Optional<Map<String, Content>> findConfigMap(String name) {
        return Optional.of(configMap(name));
    }

    /** {@return the three directories of the run} */
    Workspace workspace();

    /**
     * {@return where a container's output goes: masked, bounded, line by line to the run's record and to the log}
     *
     * @param container the container's name
     * @param stream which of its two streams
     */
    OutputStream log(String container, LogStream stream);

    /**
     * Tells people how the run gets on.
     *
     * @param text for example {@code pulling redis:7, 40%}
     */
    void note(String text);
}
