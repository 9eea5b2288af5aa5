// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and removes what runs left on an engine: what bears a run's labels, and nothing else, but for a volume without any that
 * a container of the run mounts on Podman and whose name is the run's. Podman makes such a one; somebody else's is never mounted,
 * since {@link Carrier} goes on with none that it finds without the run's labels.
 */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    /**
     * An engine refuses to remove what another release of the same run has it remove: this is plenty for that. It bounds all looks
     * together, since each of them may take an engine long that refuses to stop a container.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long PAUSE_MILLIS = 250;

    private final ContainerEngine engine;
    private final RunLabels labels;
    private final Duration stopTimeout;
    private final Clock clock;

    Leftovers(ContainerEngine engine, RunLabels labels, Duration stopTimeout, Clock clock) {
        this.engine = engine;
        this.labels = labels;
        this.stopTimeout = stopTimeout;
        this.clock = clock;
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

    /** Stops a run if it still goes on, and removes all of it, also if another release of the same run is at it. */
    void remove(String runId) throws InterruptedException {
        Instant end = clock.instant().plus(PATIENCE);
        while (true) {
            try {
                removeOnce(runId);
                return;
            } catch (EngineRefusalException e) {
                if (!clock.instant().isBefore(end)) {
                    throw e;
                }
                LOG.debug("{} is not gone yet", runId, e);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private void removeOnce(String runId) throws InterruptedException {
        List<Container> containers = containers(labels.filter(runId)).stream()
                .filter(container -> labels.marks(container.getLabels(), runId))
                .toList();
        for (Container container : containers) {
            stop(container);
        }
        engine.doAll(
                "removing the containers of " + runId,
                containers.stream().map(Leftovers::removal).toList());
        Set<String> names = volumes(labels.filter(runId)).stream()
                .filter(volume -> labels.marks(volume.getLabels(), runId))
                .map(InspectVolumeResponse::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        if (engine.isPodman()) {
            names.addAll(unmarked(mounted(runId, containers), names));
        }
        engine.doAll(
                "removing the volumes of " + runId,
                names.stream().map(Leftovers::removal).toList());
    }

    /** {@return the volumes with names of the run's that its containers mount} */
    private static Set<String> mounted(String runId, List<Container> containers) {
        return containers.stream()
                .flatMap(container -> Stream.ofNullable(container.getMounts()).flatMap(List::stream))
                .flatMap(mount -> Stream.ofNullable(mount.getName()))
                .filter(name -> name.startsWith(RunLabels.name(runId, "")))
                .collect(Collectors.toSet());
    }

    /** Podman makes a volume that a container asks for and that is gone, and gives it no labels. */
    private List<String> unmarked(Set<String> mounted, Set<String> marked) throws InterruptedException {
        List<String> names = new ArrayList<>();
        for (String name : mounted) {
            if (!marked.contains(name) && isUnmarked(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private boolean isUnmarked(String volume) throws InterruptedException {
        Map<String, String> found = engine.askQuick("looking at the volume " + volume, client -> {
            try {
                return client.inspectVolumeCmd(volume).exec().getLabels();
            } catch (NotFoundException e) {
                LOG.debug("{} went with its container", volume, e);
                return Map.of("gone", "");
            }
        });
        return found == null || found.isEmpty();
    }

    private List<Container> containers(List<String> filter) throws InterruptedException {
        return engine.askQuick("listing containers", client -> client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(filter)
                .exec());
    }

    private List<InspectVolumeResponse> volumes(List<String> filter) throws InterruptedException {
        List<InspectVolumeResponse> found = engine.askQuick("listing volumes", client -> client.listVolumesCmd()
                .withFilter("label", filter)
                .exec()
                .getVolumes());
        return found == null ? List.of() : found;
    }

    private void stop(Container container) throws InterruptedException {
        if (!"running".equals(container.getState())) {
            return;
        }
        try {
            engine.stop(container.getId(), stopTimeout);
        } catch (EngineRefusalException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private static ContainerEngine.Order removal(Container container) {
        return unlessGone(client -> client.removeContainerCmd(container.getId())
                .withForce(true)
                .withRemoveVolumes(true)
                .exec());
    }

    private static ContainerEngine.Order removal(String volume) {
        return unlessGone(client -> client.removeVolumeCmd(volume).exec());
    }

    /** Two releases of one run may meet; what is refused since the other is at it is looked at again. */
    private static ContainerEngine.Order unlessGone(ContainerEngine.Order removal) {
        return client -> {
            try {
                removal.to(client);
            } catch (NotFoundException e) {
                LOG.debug("another release of the same run was first", e);
            }
        };
    }
}
