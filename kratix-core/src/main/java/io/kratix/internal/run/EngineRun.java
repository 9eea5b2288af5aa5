// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.internal.plugin.EngineSignal;
import io.kratix.internal.plugin.LogLine;
import io.kratix.model.Container;
import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.Pipeline;
import io.kratix.registry.RunRecord;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.Workspace;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One try of one Pipeline, as a workflow runner sees it. */
public final class EngineRun implements PipelineRun {
    /** Stays the same over all tries of a Pipeline for an owner's generation, so that a call can be made once. */
    static final String RUN_KEY = "JVM_KRATIX_RUN_KEY";

    private static final Logger LOG = LoggerFactory.getLogger("io.kratix.pipeline");

    private final RunRecord record;
    private final Pipeline pipeline;
    private final Document object;
    private final String plural;
    private final Workspace workspace;
    private final PipelineSources sources;
    private final RunLog log;
    private final Set<String> masked = ConcurrentHashMap.newKeySet();

    /**
     * Makes a try.
     *
     * @param record the run as it is recorded
     * @param pipeline the Pipeline
     * @param object what it runs for, with its status
     * @param plural what the API calls several of the object
     * @param workspace its three directories
     * @param sources the secrets and ConfigMaps that the Pipeline may name
     * @param log where its containers' lines go
     */
    public EngineRun(
            RunRecord record,
            Pipeline pipeline,
            Document object,
            String plural,
            Workspace workspace,
            PipelineSources sources,
            RunLog log) {
        this.sources = sources;
        this.record = record;
        this.pipeline = pipeline;
        this.object = object;
        this.plural = plural;
        this.workspace = workspace;
        this.log = log;
    }

    @Override
    public String id() {
        return record.id();
    }

    @Override
    public Pipeline pipeline() {
        return pipeline;
    }

    @Override
    public Document object() {
        return object;
    }

    @Override
    public Instant deadline() {
        return record.deadline();
    }

    @Override
    public Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(KratixLabels.PROMISE_NAME, record.assignment().promise());
        if (!record.owner().isPromise()) {
            attributes.put(KratixLabels.RESOURCE_NAME, record.owner().name());
        }
        attributes.put(KratixLabels.WORKFLOW_TYPE, OwnersWorkflow.type(record.owner()));
        attributes.put(
                KratixLabels.WORKFLOW_ACTION, record.assignment().action().text());
        attributes.put(KratixLabels.PIPELINE_NAME, record.pipeline());
        attributes.put("app.kubernetes.io/managed-by", "Kratix");
        return Collections.unmodifiableMap(attributes);
    }

    @Override
    public Map<String, String> kratixEnvironment() {
        Map<String, String> environment = new LinkedHashMap<>();
        boolean ofPromise = record.owner().isPromise();
        environment.put("KRATIX_WORKFLOW_ACTION", record.assignment().action().text());
        environment.put("KRATIX_WORKFLOW_TYPE", OwnersWorkflow.type(record.owner()));
        environment.put("KRATIX_PROMISE_NAME", record.assignment().promise());
        environment.put("KRATIX_PIPELINE_NAME", record.pipeline());
        environment.put("KRATIX_OBJECT_KIND", object.kind());
        environment.put("KRATIX_OBJECT_GROUP", object.group());
        environment.put("KRATIX_OBJECT_VERSION", object.version());
        environment.put("KRATIX_OBJECT_NAME", object.metadata().name());
        environment.put(
                "KRATIX_OBJECT_NAMESPACE", ofPromise ? "" : record.owner().namespace());
        environment.put("KRATIX_CRD_PLURAL", plural);
        environment.put("KRATIX_CLUSTER_SCOPED", String.valueOf(ofPromise));
        environment.put(RUN_KEY, record.assignment().key());
        return Collections.unmodifiableMap(environment);
    }

    @Override
    public Map<String, String> environment(Container container) {
        Map<String, String> environment =
                ContainerVariables.of(container, kratixEnvironment(), namespace(), sources, fields(), log::mask);
        masked.addAll(NamedSecrets.of(container));
        return environment;
    }

    @Override
    public Map<String, Secret> secret(String name) {
        return findSecret(name).orElseThrow(() -> missing("secret", name));
    }

    @Override
    public Optional<Map<String, Secret>> findSecret(String name) {
        Optional<Map<String, Secret>> found = sources.secret(namespace(), name);
        found.ifPresent(values -> values.values().forEach(log::mask));
        masked.add(name);
        return found;
    }

    @Override
    public Map<String, Content> configMap(String name) {
        return findConfigMap(name).orElseThrow(() -> missing("ConfigMap", name));
    }

    @Override
    public Optional<Map<String, Content>> findConfigMap(String name) {
        return sources.configMap(namespace(), name);
    }

    @Override
    public Workspace workspace() {
        return workspace;
    }

    /**
     * Before a line is taken, all is masked that the container may know: one that an earlier engine began may have been given
     * its secrets by a call that this one does not make again.
     */
    @Override
    public OutputStream log(String container, LogStream stream) {
        Stream.concat(
                        NamedSecrets.ofVolumes(pipeline).stream(),
                        pipeline.containers().stream()
                                .filter(each -> each.name().equals(container))
                                .flatMap(each -> NamedSecrets.of(each).stream()))
                .filter(name -> !masked.contains(name))
                .forEach(this::findSecret);
        return new LineLog(line -> {
            String shown = log.add(container, line);
            LogKeys.with(
                    logKeys(), () -> LOG.info("{} {} {}: {}", record.owner(), record.pipeline(), container, shown));
        });
    }

    @Override
    public void note(String text) {
        LogKeys.with(
                logKeys(),
                () -> LOG.info("{} {}: {}", record.owner(), record.pipeline(), LogLine.of(log.masked(text))));
    }

    private Map<String, String> logKeys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put(LogKeys.PROMISE, record.assignment().promise());
        keys.put(LogKeys.PIPELINE, record.pipeline());
        if (!record.owner().isPromise()) {
            keys.put(
                    LogKeys.REQUEST,
                    record.owner().namespace() + "/" + record.owner().name());
        }
        return keys;
    }

    /** The object's own namespace; what belongs to a Promise lies in the platform's. */
    private String namespace() {
        String own = record.owner().namespace();
        return own.isEmpty() ? Kinds.SYSTEM_NAMESPACE : own;
    }

    /** What a container in a cluster could ask its pod for; here the run stands for the pod. */
    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("metadata.name", id());
        fields.put("metadata.uid", id());
        fields.put("metadata.namespace", namespace());
        attributes().forEach((key, value) -> fields.put("metadata.labels['" + key + "']", value));
        pipeline.metadata().labels().forEach((key, value) -> fields.put("metadata.labels['" + key + "']", value));
        pipeline.metadata()
                .annotations()
                .forEach((key, value) -> fields.put("metadata.annotations['" + key + "']", value));
        return fields;
    }

    private EngineSignal missing(String kind, String name) {
        return new EngineSignal(
                "Pipeline '" + pipeline.name() + "': there is no " + kind + " " + namespace() + "/" + name);
    }
}
