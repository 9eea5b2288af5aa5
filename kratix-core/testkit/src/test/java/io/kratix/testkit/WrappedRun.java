// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Container;
import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.Pipeline;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.Workspace;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A run as another run sees it; a planted bug alters one thing of it. */
class WrappedRun implements PipelineRun {
    private final PipelineRun run;

    WrappedRun(PipelineRun run) {
        this.run = run;
    }

    /** {@return the same run with other containers, under another id} */
    static PipelineRun of(PipelineRun run, String id, List<Container> containers) {
        Pipeline pipeline = new Pipeline(
                run.pipeline().metadata(), containers, run.pipeline().spec());
        return new WrappedRun(run) {
            @Override
            public String id() {
                return id;
            }

            @Override
            public Pipeline pipeline() {
                return pipeline;
            }
        };
    }

    @Override
    public String id() {
        return run.id();
    }

    @Override
    public Pipeline pipeline() {
        return run.pipeline();
    }

    @Override
    public Document object() {
        return run.object();
    }

    @Override
    public Instant deadline() {
        return run.deadline();
    }

    @Override
    public Map<String, String> attributes() {
        return run.attributes();
    }

    @Override
    public Map<String, String> kratixEnvironment() {
        return run.kratixEnvironment();
    }

    @Override
    public Map<String, String> environment(Container container) {
        return run.environment(container);
    }

    @Override
    public Map<String, Secret> secret(String name) {
        return run.secret(name);
    }

    @Override
    public Map<String, Content> configMap(String name) {
        return run.configMap(name);
    }

    @Override
    public Workspace workspace() {
        return run.workspace();
    }

    @Override
    public OutputStream log(String container, LogStream stream) {
        return run.log(container, stream);
    }

    @Override
    public void note(String text) {
        run.note(text);
    }
}
