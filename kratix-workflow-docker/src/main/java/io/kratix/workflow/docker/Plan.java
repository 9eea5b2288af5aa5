// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.model.Container;
import io.kratix.model.Pipeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a Pipeline comes to on an engine: read as a whole before anything happens, so that a slip in its last container
 * does not show after an hour in its first.
 *
 * @param containers the containers in order
 * @param volumes the volumes that it declares, in order
 * @param pullSecrets the names of the secrets with registries' credentials
 */
record Plan(List<PlannedContainer> containers, List<DeclaredVolume> volumes, List<String> pullSecrets) {
    /**
     * {@return the plan}
     *
     * @param warnings takes what has no meaning on an engine
     * @throws RunFailedException if an engine cannot do what the Pipeline asks for
     */
    static Plan read(Pipeline pipeline, DockerWorkflowRunnerSettings settings, Consumer<String> warnings) {
        Remarks remarks = new Remarks("Pipeline '" + pipeline.name() + "'", warnings);
        FieldTree spec = FieldTree.of("Pipeline '" + pipeline.name() + "'", pipeline.spec());
        remarks.ignored("", spec.besides("containers", "volumes", "imagePullSecrets", "jobOptions", "restartPolicy"));
        List<DeclaredVolume> volumes = spec.objects("volumes").stream()
                .map(volume -> DeclaredVolume.read(volume, remarks))
                .toList();
        requireDifferentNames(spec, volumes);
        List<String> pullSecrets = spec.objects("imagePullSecrets").stream()
                .map(reference -> reference.text("name"))
                .toList();
        return new Plan(containers(pipeline, volumes, settings, warnings), volumes, pullSecrets);
    }

    private static void requireDifferentNames(FieldTree spec, List<DeclaredVolume> volumes) {
        Set<String> names = new HashSet<>();
        for (DeclaredVolume volume : volumes) {
            if (!names.add(volume.name())) {
                throw spec.unfit("two of its volumes are named '" + volume.name() + "'; give each a name of its own");
            }
        }
    }

    private static List<PlannedContainer> containers(
            Pipeline pipeline,
            List<DeclaredVolume> volumes,
            DockerWorkflowRunnerSettings settings,
            Consumer<String> warnings) {
        List<PlannedContainer> containers = new ArrayList<>();
        for (Container container : pipeline.containers()) {
            containers.add(planned(pipeline, containers.size(), container, volumes, settings, warnings));
        }
        return containers;
    }

    private static PlannedContainer planned(
            Pipeline pipeline,
            int index,
            Container container,
            List<DeclaredVolume> volumes,
            DockerWorkflowRunnerSettings settings,
            Consumer<String> warnings) {
        String place = "container '" + container.name() + "' (image '" + container.image() + "')";
        Remarks remarks =
                new Remarks("Pipeline '" + pipeline.name() + "', container '" + container.name() + "'", warnings);
        FieldTree fields = FieldTree.of(place, container.fields());
        ImageName image = ImageName.parse(container.image());
        FieldTree security = fields.has("securityContext")
                ? fields.object("securityContext")
                : FieldTree.of(place + ": defaultContainerSecurityContext", settings.securityContext());
        return new PlannedContainer(
                index,
                container,
                place,
                image,
                pullPolicy(fields, image, settings),
                settings.limits().with(fields.object("resources"), remarks),
                Security.read(security, settings, remarks),
                mounts(fields, volumes, remarks));
    }

    private static PullPolicy pullPolicy(FieldTree fields, ImageName image, DockerWorkflowRunnerSettings settings) {
        String name = fields.text("imagePullPolicy");
        if (name.isEmpty()) {
            return settings.pullPolicy().orElse(PullPolicy.defaultFor(image));
        }
        return PullPolicy.of(name).orElseThrow(() -> fields.wrong("imagePullPolicy", name, PullPolicy.NAMES));
    }

    private static List<VolumeMount> mounts(FieldTree fields, List<DeclaredVolume> volumes, Remarks remarks) {
        Map<String, DeclaredVolume> declared =
                volumes.stream().collect(Collectors.toMap(DeclaredVolume::name, Function.identity()));
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                new VolumeMount(RunVolume.INPUT, "/kratix/input", true),
                new VolumeMount(RunVolume.OUTPUT, "/kratix/output", false),
                new VolumeMount(RunVolume.METADATA, "/kratix/metadata", false)));
        fields.objects("volumeMounts").forEach(mount -> mounts.add(mount(mount, declared, remarks)));
        return mounts;
    }

    private static VolumeMount mount(FieldTree mount, Map<String, DeclaredVolume> declared, Remarks remarks) {
        String name = mount.text("name");
        DeclaredVolume volume = declared.get(name);
        if (volume == null) {
            throw mount.wrong("name", name, "one of the Pipeline's volumes, which are " + declared.keySet());
        }
        if (mount.has("subPath") || mount.has("subPathExpr")) {
            throw mount.unfit("subPath is nothing that a container engine can do with a volume; mount all of it");
        }
        remarks.ignored("volumeMounts", mount.besides("name", "mountPath", "readOnly"));
        String path = mount.text("mountPath");
        if (!path.startsWith("/")) {
            throw mount.wrong("mountPath", path, "an absolute path");
        }
        return new VolumeMount(
                volume.volume(),
                path,
                mount.flag("readOnly", false) || volume.kind().isReadOnly());
    }
}
