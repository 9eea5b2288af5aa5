// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.command.CreateVolumeResponse;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.VolumeOptions;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.Workspace;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A container that never starts and has all volumes of a run, writable: archives go into them and come out of them
 * through it, since engines put nothing into a volume that a container has read-only.
 */
final class Carrier {
    private static final String PART = "carrier";

    /** Engines make no container without a command, but this one need not be there. */
    private static final List<String> NO_COMMAND = List.of("/kratix-carrier");

    private final ContainerEngine engine;
    private final Containers containers;
    private final RunLabels labels;

    Carrier(ContainerEngine engine, Containers containers, RunLabels labels) {
        this.engine = engine;
        this.containers = containers;
        this.labels = labels;
    }

    /**
     * Makes the volumes of a run and fills them, unless an earlier call got further than that.
     *
     * @param image an image that is on the engine; nothing of it is used
     */
    void ensure(RunCall call, PipelineRun run, String image, List<Parcel> parcels) throws InterruptedException {
        call.make(() -> {
            for (Parcel parcel : parcels) {
                createVolume(call, run, parcel.volume());
            }
            containers.create(call, run.id(), PART, labels.of(run, PART), client -> client.createContainerCmd(image)
                    .withEntrypoint(NO_COMMAND)
                    .withHostConfig(HostConfig.newHostConfig()
                            .withNetworkMode("none")
                            .withMounts(parcels.stream()
                                    .map(parcel -> mount(
                                            run,
                                            parcel.volume(),
                                            parcel.volume().path(),
                                            false))
                                    .toList())));
            send(run, parcels);
        });
    }

    /**
     * Brings back what the containers wrote. Docker puts all volumes below a path into one archive, Podman the only one at a
     * path.
     */
    void fetch(PipelineRun run) throws InterruptedException {
        Workspace workspace = run.workspace();
        Unpacking output = new Unpacking("output", workspace.output(), workspace::receiveOutput);
        Unpacking metadata = new Unpacking("metadata", workspace.metadata(), workspace::receiveMetadata);
        if (engine.isPodman()) {
            fetch(run, RunVolume.OUTPUT.path(), output::unpack);
            fetch(run, RunVolume.METADATA.path(), metadata::unpack);
        } else {
            fetch(run, RunVolume.RESULTS + "/.", archive -> Unpacking.unpack(List.of(output, metadata), archive));
        }
    }

    /** {@return what has a volume of the run mounted; its labels count where the volume has been removed and comes anew} */
    Mount mount(PipelineRun run, RunVolume volume, String path, boolean readOnly) {
        return new Mount()
                .withType(MountType.VOLUME)
                .withSource(RunLabels.name(run.id(), volume.part()))
                .withTarget(path)
                .withReadOnly(readOnly)
                .withVolumeOptions(new VolumeOptions().withNoCopy(true).withLabels(labels.of(run, volume.part())));
    }

    /** An engine that is asked for a volume that is there gives that one, whoever made it. */
    private void requireOurs(String name, @Nullable Map<String, String> found, String runId) {
        if (!labels.marks(found, runId)) {
            throw PluginException.rejected("the volume '" + name + "' on the engine at " + engine.address()
                    + " bears the name of a part of the run '" + runId + "' and not its labels; remove or rename it");
        }
    }

    private void createVolume(RunCall call, PipelineRun run, RunVolume volume) throws InterruptedException {
        String name = RunLabels.name(run.id(), volume.part());
        Map<String, String> volumeLabels = labels.of(run, volume.part());
        engine.make(call, "making the volume " + name, client -> {
            CreateVolumeResponse made = client.createVolumeCmd()
                    .withName(name)
                    .withLabels(volumeLabels)
                    .exec();
            requireOurs(name, made.getLabels(), run.id());
        });
    }

    /**
     * Docker unpacks one archive over all volumes of a container, and gives a directory its mode only where the archive
     * names it. Podman unpacks below one path into one volume.
     */
    private void send(PipelineRun run, List<Parcel> parcels) throws InterruptedException {
        if (engine.isPodman()) {
            for (Parcel parcel : parcels) {
                send(run, parcel.volume().path(), List.of(parcel), each -> ".");
            }
        } else {
            send(run, "/", parcels, parcel -> parcel.volume().path().substring(1));
        }
    }

    private void send(PipelineRun run, String path, List<Parcel> parcels, Function<Parcel, String> below)
            throws InterruptedException {
        String name = RunLabels.name(run.id(), PART);
        engine.doLong("sending " + path, client -> client.copyArchiveToContainerCmd(name)
                .withRemotePath(path)
                .withTarInputStream(Parcel.archive(parcels, below))
                .exec());
    }

    private void fetch(PipelineRun run, String path, ContainerEngine.Reading reading) throws InterruptedException {
        String name = RunLabels.name(run.id(), PART);
        engine.read(
                "fetching " + path,
                client -> client.copyArchiveFromContainerCmd(name, path).exec(),
                reading);
    }
}
