// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.Container;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds and removes what runs left on an engine; looks at labels only, so that it touches nothing else. */
final class Leftovers {
    private final Engine engine;
    private final RunLabels labels;
    private final Duration stopTimeout;

    Leftovers(Engine engine, RunLabels labels, Duration stopTimeout) {
        this.engine = engine;
        this.labels = labels;
        this.stopTimeout = stopTimeout;
    }

    /** {@return the ids of this platform's runs that have left anything} */
    List<String> runs() throws InterruptedException {
        Set<String> ids = new TreeSet<>();
        containers(labels.filter())
                .forEach(container -> labels.run(container.getLabels()).ifPresent(ids::add));
        volumes(labels.filter())
                .forEach(volume -> labels.run(volume.getLabels()).ifPresent(ids::add));
        return new ArrayList<>(ids);
    }

    /** Stops a run if it still goes on, and removes all of it. */
    void remove(String runId) throws InterruptedException {
        for (Container container : containers(labels.filter(runId))) {
            if (labels.marks(container.getLabels(), runId)) {
                stop(container);
                removeContainer(container.getId());
            }
        }
        for (InspectVolumeResponse volume : volumes(labels.filter(runId))) {
            if (labels.marks(volume.getLabels(), runId)) {
                removeVolume(volume.getName());
            }
        }
    }

    private List<Container> containers(List<String> filter) throws InterruptedException {
        return engine.ask("listing containers", client -> client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(filter)
                .exec());
    }

    private List<InspectVolumeResponse> volumes(List<String> filter) throws InterruptedException {
        List<InspectVolumeResponse> found = engine.ask("listing volumes", client -> client.listVolumesCmd()
                .withFilter("label", filter)
                .exec()
                .getVolumes());
        return found == null ? List.of() : found;
    }

    private void stop(Container container) throws InterruptedException {
        if (!"running".equals(container.getState())) {
            return;
        }
        unlessGone(() -> engine.stop(container.getId(), stopTimeout));
    }

    private void removeContainer(String id) throws InterruptedException {
        unlessGone(() -> engine.tell("removing the container " + id, client -> client.removeContainerCmd(id)
                .withForce(true)
                .withRemoveVolumes(true)
                .exec()));
    }

    private void removeVolume(String name) throws InterruptedException {
        unlessGone(() -> engine.tell("removing the volume " + name, client -> client.removeVolumeCmd(name)
                .exec()));
    }

    /** Something that makes a part of a run go away. */
    @FunctionalInterface
    private interface Removal {
        void run() throws InterruptedException;
    }

    /** Two releases of one run may meet. */
    private void unlessGone(Removal removal) throws InterruptedException {
        try {
            removal.run();
        } catch (EngineRefusalException e) {
            boolean underWay = e.isConflict() && e.words().contains("already in progress");
            if (!e.isNotFound() && !underWay) {
                throw e;
            }
        }
    }
}
