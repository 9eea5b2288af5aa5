// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the three directories to the containers and back, in the way that the configuration names. */
final class DirectoryTransport {
    private final Carrier carrier;
    private final Directories way;

    DirectoryTransport(Carrier carrier, Directories way) {
        this.carrier = carrier;
        this.way = way;
    }

    /**
     * Makes everything that the first container needs.
     *
     * @param image an image that is on the engine
     * @param parcels the volumes that the Pipeline declares
     */
    void send(RunCall call, PipelineRun run, String image, List<Parcel> parcels) throws InterruptedException {
        List<Parcel> all = new ArrayList<>();
        if (way == Directories.VOLUME) {
            all.add(Parcel.of(RunVolume.INPUT, run.workspace().input()));
            all.add(Parcel.empty(RunVolume.OUTPUT));
            all.add(Parcel.empty(RunVolume.METADATA));
        } else {
            letEverybodyWrite(run.workspace().output());
            letEverybodyWrite(run.workspace().metadata());
        }
        all.addAll(parcels);
        if (!all.isEmpty()) {
            carrier.ensure(call, run, image, all);
        }
    }

    /** Brings back what the containers wrote, if it is not here already. */
    void fetch(PipelineRun run) throws InterruptedException {
        if (way == Directories.VOLUME) {
            carrier.fetch(run);
        }
    }

    /** {@return what the engine mounts} */
    Mount mount(PipelineRun run, VolumeMount mount) {
        Optional<Path> directory =
                way == Directories.VOLUME ? Optional.empty() : directory(run.workspace(), mount.volume());
        return directory
                .map(path -> bound(path, mount))
                .orElseGet(() -> carrier.mount(run, mount.volume(), mount.path(), mount.readOnly()));
    }

    private static Mount bound(Path directory, VolumeMount mount) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(directory.toAbsolutePath().toString())
                .withTarget(mount.path())
                .withReadOnly(mount.readOnly());
    }

    private static Optional<Path> directory(Workspace workspace, RunVolume volume) {
        return Optional.ofNullable(Map.of(
                        RunVolume.INPUT, workspace.input(),
                        RunVolume.OUTPUT, workspace.output(),
                        RunVolume.METADATA, workspace.metadata())
                .get(volume));
    }

    /** Containers of any user, as in a volume; the directories above are the engine's of Kratix alone. */
    private static void letEverybodyWrite(Path directory) {
        try {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException("the permissions of " + directory + " cannot be set", e);
        }
    }
}
