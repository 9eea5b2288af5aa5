// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Another workspace's files; a planted bug alters what comes back. */
class WrappedWorkspace implements Workspace {
    private final Workspace workspace;

    WrappedWorkspace(Workspace workspace) {
        this.workspace = workspace;
    }

    /** {@return a run whose workspace is altered} */
    static PipelineRun in(PipelineRun run, UnaryOperator<Workspace> alteration) {
        Workspace altered = alteration.apply(run.workspace());
        return new WrappedRun(run) {
            @Override
            public Workspace workspace() {
                return altered;
            }
        };
    }

    @Override
    public Path input() {
        return workspace.input();
    }

    @Override
    public Path output() {
        return workspace.output();
    }

    @Override
    public Path metadata() {
        return workspace.metadata();
    }

    @Override
    public void receiveOutput(String name, InputStream content) throws IOException {
        workspace.receiveOutput(name, content);
    }

    @Override
    public void receiveMetadata(String name, InputStream content) throws IOException {
        workspace.receiveMetadata(name, content);
    }
}
