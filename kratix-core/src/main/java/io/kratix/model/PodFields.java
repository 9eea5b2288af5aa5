// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may stand in the parts of a Pipeline that Kubernetes shapes. Most of it means something in a cluster only; a mistyped
 * word must not hide in it all the same. Source: Kubernetes' {@code core/v1}.
 */
final class PodFields {
    private static final List<String> KEYED = List.of("name", "key", "optional");
    private static final List<String> FILES = List.of("items", "defaultMode", "optional");
    private static final List<String> VOLUMES = List.of(
            "awsElasticBlockStore",
            "azureDisk",
            "azureFile",
            "cephfs",
            "cinder",
            "csi",
            "downwardAPI",
            "ephemeral",
            "fc",
            "flexVolume",
            "flocker",
            "gcePersistentDisk",
            "gitRepo",
            "glusterfs",
            "hostPath",
            "image",
            "iscsi",
            "nfs",
            "photonPersistentDisk",
            "portworxVolume",
            "projected",
            "quobyte",
            "rbd",
            "scaleIO",
            "storageos",
            "vsphereVolume");

    private PodFields() {}

    static String volume(FieldReader volume) {
        refuse(volume.object("secret").allow(List.of("secretName")), FILES);
        refuse(volume.object("configMap").allow(List.of("name")), FILES);
        refuse(volume.object("emptyDir"), List.of("medium", "sizeLimit"));
        refuse(volume.object("persistentVolumeClaim"), List.of("claimName", "readOnly"));
        String name = volume.text("name");
        refuse(volume, VOLUMES);
        return name;
    }

    static String volumeMount(FieldReader mount) {
        String name = mount.text("name");
        refuse(
                mount,
                List.of("mountPath", "mountPropagation", "readOnly", "recursiveReadOnly", "subPath", "subPathExpr"));
        return name;
    }

    static String variable(FieldReader variable) {
        variable.text("value", "");
        FieldReader from = variable.object("valueFrom");
        refuse(from.object("secretKeyRef"), KEYED);
        refuse(from.object("configMapKeyRef"), KEYED);
        refuse(from.object("fieldRef"), List.of("apiVersion", "fieldPath"));
        refuse(from.object("resourceFieldRef"), List.of("containerName", "resource", "divisor"));
        refuse(from.object("fileKeyRef"), List.of("volumeName", "path", "key", "optional"));
        from.refuseUnknown();
        String name = variable.text("name");
        variable.refuseUnknown();
        return name;
    }

    static String variables(FieldReader source) {
        refuse(source.object("secretRef"), List.of("name", "optional"));
        refuse(source.object("configMapRef"), List.of("name", "optional"));
        String prefix = source.text("prefix", "");
        source.refuseUnknown();
        return prefix;
    }

    static void resources(FieldReader resources) {
        resources.object("limits");
        resources.object("requests");
        refuse(resources, List.of("claims"));
    }

    static void securityContext(FieldReader context) {
        refuse(
                context,
                List.of(
                        "allowPrivilegeEscalation",
                        "appArmorProfile",
                        "capabilities",
                        "privileged",
                        "procMount",
                        "readOnlyRootFilesystem",
                        "runAsGroup",
                        "runAsNonRoot",
                        "runAsUser",
                        "seLinuxOptions",
                        "seccompProfile",
                        "windowsOptions"));
    }

    static Map<String, @Nullable Object> toleration(FieldReader toleration) {
        refuse(toleration, List.of("effect", "key", "operator", "tolerationSeconds", "value"));
        return toleration.tree();
    }

    static String pullSecret(FieldReader secret) {
        String name = secret.text("name", "");
        secret.refuseUnknown();
        return name;
    }

    private static void refuse(FieldReader reader, List<String> known) {
        reader.allow(known).refuseUnknown();
    }
}
