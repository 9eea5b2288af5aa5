// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The {@code seccompProfile} of a {@code securityContext}. */
final class SeccompProfile {
    private SeccompProfile() {}

    /** {@return the engine's security option; empty where the engine's own profile holds} */
    static Optional<String> option(FieldTree context, DockerWorkflowRunnerSettings settings) {
        FieldTree profile = context.object("seccompProfile");
        return switch (profile.text("type")) {
            case "", "RuntimeDefault" -> Optional.empty();
            case "Unconfined" -> unconfined(profile, settings);
            case "Localhost" -> Optional.of("seccomp=" + localhost(profile, settings));
            default -> throw profile.wrong("type", profile.text("type"), "RuntimeDefault, Localhost or Unconfined");
        };
    }

    private static Optional<String> unconfined(FieldTree profile, DockerWorkflowRunnerSettings settings) {
        if (!settings.allowPrivileged()) {
            throw profile.unfit("type is Unconfined, and this runner starts no container without seccomp; "
                    + DockerWorkflowRunnerSettings.ALLOW);
        }
        return Optional.of("seccomp=unconfined");
    }

    private static String localhost(FieldTree profile, DockerWorkflowRunnerSettings settings) {
        Path directory = settings.seccompProfiles()
                .orElseThrow(() -> profile.unfit("type is Localhost, and this runner knows no profiles; whoever embeds"
                        + " the engine names their directory by 'seccompProfiles' in its configuration for docker"));
        String name = profile.text("localhostProfile");
        Path file = directory.resolve(name).normalize();
        if (name.isEmpty() || !file.startsWith(directory.normalize()) || !Files.isRegularFile(file)) {
            throw profile.wrong("localhostProfile", name, "a file in the directory of seccomp profiles");
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw profile.unfit("the file of localhostProfile '" + name + "' cannot be read: " + e);
        }
    }
}
