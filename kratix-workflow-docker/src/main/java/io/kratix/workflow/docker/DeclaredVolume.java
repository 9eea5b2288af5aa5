// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.model.Content;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.PipelineRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A volume as a Pipeline declares it: empty, or with the values of a secret or ConfigMap as files.
 *
 * @param name the volume's name
 * @param kind what it holds
 * @param source the object that says more: {@code emptyDir}, {@code secret} or {@code configMap}
 */
record DeclaredVolume(String name, Kind kind, FieldTree source) {
    private static final int READABLE_BY_ALL = 0644;
    private static final int PERMISSIONS = 0777;

    /** As a pod has it; it becomes a part of names on the engine. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** What a volume holds. */
    enum Kind {
        EMPTY,
        SECRET,
        CONFIG_MAP;

        boolean isReadOnly() {
            return this != EMPTY;
        }
    }

    /**
     * {@return the volume}
     *
     * @param volume as it stands in the Pipeline's list
     * @throws RunFailedException if it is of another kind, or has no name for a volume
     */
    static DeclaredVolume read(FieldTree volume, Remarks remarks) {
        String name = volume.text("name");
        if (!NAME.matcher(name).matches()) {
            throw volume.wrong(
                    "name", name, "at most 63 small letters, digits and '-', which neither begin nor end with '-'");
        }
        if (volume.has("secret")) {
            return new DeclaredVolume(name, Kind.SECRET, volume.object("secret"));
        }
        if (volume.has("configMap")) {
            return new DeclaredVolume(name, Kind.CONFIG_MAP, volume.object("configMap"));
        }
        if (!volume.has("emptyDir") && !volume.besides("name").isEmpty()) {
            throw volume.unfit("the volume '" + name + "' is of kind " + String.join(", ", volume.besides("name"))
                    + "; a container engine has emptyDir, secret and configMap");
        }
        FieldTree source = volume.object("emptyDir");
        remarks.ignored("volume '" + name + "' emptyDir", source.besides());
        return new DeclaredVolume(name, Kind.EMPTY, source);
    }

    RunVolume volume() {
        return RunVolume.declared(name);
    }

    /** {@return the files that it begins with} */
    List<Parcel.File> files(PipelineRun run) {
        return switch (kind) {
            case EMPTY -> List.of();
            case SECRET -> files(bytes(secret(run, source.text("secretName")), Secret::bytes));
            case CONFIG_MAP -> files(bytes(configMap(run, source.text("name")), DeclaredVolume::bytes));
        };
    }

    private boolean isOptional() {
        return source.flag("optional", false);
    }

    private Map<String, Secret> secret(PipelineRun run, String secret) {
        return isOptional() ? run.findSecret(secret).orElse(Map.of()) : run.secret(secret);
    }

    private Map<String, Content> configMap(PipelineRun run, String configMap) {
        return isOptional() ? run.findConfigMap(configMap).orElse(Map.of()) : run.configMap(configMap);
    }

    private static byte[] bytes(Content content) {
        try (InputStream stream = content.open()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> Map<String, byte[]> bytes(Map<String, T> values, Function<T, byte[]> read) {
        Map<String, byte[]> bytes = new TreeMap<>();
        values.forEach((key, value) -> bytes.put(key, read.apply(value)));
        return bytes;
    }

    private List<Parcel.File> files(Map<String, byte[]> values) {
        int mode = mode(source, "defaultMode", READABLE_BY_ALL);
        List<FieldTree> items = source.objects("items");
        return items.isEmpty()
                ? values.entrySet().stream()
                        .map(value -> new Parcel.File(value.getKey(), mode, value.getValue()))
                        .toList()
                : items.stream()
                        .filter(item -> !isOptional() || values.containsKey(item.text("key")))
                        .map(item -> file(item, values, mode))
                        .toList();
    }

    private Parcel.File file(FieldTree item, Map<String, byte[]> values, int mode) {
        byte[] bytes = values.get(item.text("key"));
        if (bytes == null) {
            throw item.wrong("key", item.text("key"), "one of " + values.keySet());
        }
        return new Parcel.File(safe(item), mode(item, "mode", mode), bytes);
    }

    private static String safe(FieldTree item) {
        String path = item.text("path");
        if (path.isEmpty()
                || path.startsWith("/")
                || List.of(path.split("/", -1)).contains("..")) {
            throw item.wrong("path", path, "a path below the volume, without '..'");
        }
        return path;
    }

    private static int mode(FieldTree fields, String name, int fallback) {
        long mode = fields.number(name).orElse(fallback);
        if (mode < 0 || mode > PERMISSIONS) {
            throw fields.wrong(name, mode, "from 0 to 511 (0777)");
        }
        return (int) mode;
    }
}
