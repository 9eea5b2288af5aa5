// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.spi.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a builder what the engine's configuration says of it. */
final class SettingsReader {
    private SettingsReader() {}

    /** Reads the section; what is wrong with it is recorded there. */
    static void read(Settings settings, DockerWorkflowRunnerBuilder builder) {
        text(settings, "host", builder::host);
        text(settings, "certificates", directory -> builder.certificates(Path.of(directory)));
        text(settings, "context", builder::context);
        text(settings, "network", builder::network);
        text(settings, "memory", builder::memory);
        text(settings, "cpu", builder::cpu);
        text(settings, "defaultImagePullPolicy", builder::defaultImagePullPolicy);
        text(settings, "seccompProfiles", directory -> builder.seccompProfiles(Path.of(directory)));
        builder.directories(settings.choice("directories", Directories.VOLUME));
        set(settings, "pids", () -> builder.pids(settings.number("pids", DockerWorkflowRunnerBuilder.DEFAULT_PIDS)));
        builder.allowPrivileged(settings.flag("allowPrivileged", false));
        set(
                settings,
                "stopTimeout",
                () -> builder.stopTimeout(
                        settings.duration("stopTimeout", DockerWorkflowRunnerBuilder.DEFAULT_STOP_TIMEOUT)));
        builder.defaultContainerSecurityContext(securityContext(settings.section("defaultContainerSecurityContext")));
    }

    private static void text(Settings settings, String key, Consumer<String> setter) {
        String text = settings.text(key, "");
        if (!text.isEmpty()) {
            set(settings, key, () -> setter.accept(text));
        }
    }

    private static void set(Settings settings, String key, Runnable setter) {
        try {
            setter.run();
        } catch (IllegalArgumentException e) {
            settings.problem(key, String.valueOf(e.getMessage()));
        }
    }

    /** Every field is asked for, so that a mistyped one is told. */
    private static Map<String, @Nullable Object> securityContext(Settings section) {
        Map<String, @Nullable Object> context = new LinkedHashMap<>();
        for (String key : List.of("runAsUser", "runAsGroup")) {
            identity(section, key).ifPresent(id -> context.put(key, id));
        }
        for (String key : List.of("runAsNonRoot", "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation")) {
            if (section.flag(key, false)) {
                context.put(key, true);
            }
        }
        context.put("capabilities", capabilities(section.section("capabilities")));
        Settings seccomp = section.section("seccompProfile");
        context.put("seccompProfile", texts(seccomp, "type", "localhostProfile"));
        return context;
    }

    private static Optional<Long> identity(Settings section, String key) {
        long none = Long.MIN_VALUE;
        long id = section.number(key, none);
        if (id != none && id < 0) {
            section.problem(key, "must be 0 or more");
        }
        return id < 0 ? Optional.empty() : Optional.of(id);
    }

    private static Map<String, @Nullable Object> capabilities(Settings section) {
        return new LinkedHashMap<>(Map.of("add", section.texts("add"), "drop", section.texts("drop")));
    }

    private static Map<String, @Nullable Object> texts(Settings section, String... keys) {
        Map<String, @Nullable Object> texts = new LinkedHashMap<>();
        for (String key : keys) {
            String text = section.text(key, "");
            if (!text.isEmpty()) {
                texts.put(key, text);
            }
        }
        return texts;
    }
}
