// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.model.Capability;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * As whom a container runs, and what it may do.
 *
 * @param user {@code uid}, {@code uid:gid}, {@code :gid}; empty: the image's own
 * @param nonRoot whether a container that would run as root is refused
 * @param readOnlyRoot whether the image's files are read-only
 * @param privileged whether the container may do everything
 * @param add capabilities beyond the engine's own
 * @param drop capabilities less than the engine's own
 * @param options the engine's security options
 */
record Security(
        String user,
        boolean nonRoot,
        boolean readOnlyRoot,
        boolean privileged,
        Set<Capability> add,
        Set<Capability> drop,
        List<String> options) {
    /** What engines give and no Pipeline needs: it makes files, and does not run a machine. */
    static final Set<Capability> NEVER_NEEDED = Set.copyOf(EnumSet.of(
            Capability.AUDIT_WRITE,
            Capability.MKNOD,
            Capability.NET_BIND_SERVICE,
            Capability.NET_RAW,
            Capability.SETFCAP,
            Capability.SETPCAP,
            Capability.SYS_CHROOT));

    /** What an engine gives to any container: root within it can write into everybody's directories. */
    static final Set<Capability> GIVEN = Set.copyOf(EnumSet.of(
            Capability.CHOWN,
            Capability.DAC_OVERRIDE,
            Capability.FOWNER,
            Capability.FSETID,
            Capability.KILL,
            Capability.SETGID,
            Capability.SETUID));

    private static final String NO_NEW_PRIVILEGES = "no-new-privileges";

    /**
     * {@return what a {@code securityContext} asks for}
     *
     * @param context the container's own, or the one of the configuration
     * @param settings say whether more than the engine's own may be asked for, and where seccomp profiles lie
     * @throws RunFailedException if it asks for more than it may
     */
    static Security read(FieldTree context, DockerWorkflowRunnerSettings settings, Remarks remarks) {
        remarks.ignored(
                "securityContext",
                context.besides(
                        "runAsUser",
                        "runAsGroup",
                        "runAsNonRoot",
                        "readOnlyRootFilesystem",
                        "privileged",
                        "allowPrivilegeEscalation",
                        "capabilities",
                        "seccompProfile"));
        boolean privileged = context.flag("privileged", false);
        if (privileged && !settings.allowPrivileged()) {
            throw context.unfit("privileged is true, and this runner starts no privileged container; "
                    + DockerWorkflowRunnerSettings.ALLOW);
        }
        Set<Capability> add = capabilities(context.object("capabilities"), "add");
        requireAllowed(context, add, settings);
        Set<Capability> drop = capabilities(context.object("capabilities"), "drop");
        return new Security(
                user(context),
                context.flag("runAsNonRoot", false),
                context.flag("readOnlyRootFilesystem", false),
                privileged,
                add,
                drop.contains(Capability.ALL) ? Set.of(Capability.ALL) : dropped(add, drop),
                options(context, privileged, settings, remarks));
    }

    /** {@return the user of a container of this image} A group alone leaves the user to the image. */
    String userIn(Optional<String> imagesUser) {
        String named = imagesUser
                .map(user -> user.replaceFirst(":.*", ""))
                .filter(user -> !user.isEmpty())
                .orElse("0");
        return user.startsWith(":") ? named + user : user;
    }

    private static String user(FieldTree context) {
        String user = identity(context, "runAsUser");
        String group = identity(context, "runAsGroup");
        return group.isEmpty() ? user : user + ":" + group;
    }

    private static String identity(FieldTree context, String name) {
        var number = context.number(name);
        if (number.isPresent() && number.getAsLong() < 0) {
            throw context.wrong(name, number.getAsLong(), "0 or more");
        }
        return number.isPresent() ? Long.toString(number.getAsLong()) : "";
    }

    private static Set<Capability> dropped(Set<Capability> add, Set<Capability> drop) {
        Set<Capability> all = EnumSet.copyOf(NEVER_NEEDED);
        all.removeAll(add);
        all.addAll(drop);
        return all;
    }

    private static Set<Capability> capabilities(FieldTree capabilities, String name) {
        Set<Capability> found = EnumSet.noneOf(Capability.class);
        capabilities.texts(name).forEach(text -> found.add(capability(capabilities, name, text)));
        return found;
    }

    private static Capability capability(FieldTree capabilities, String name, String text) {
        try {
            return Capability.valueOf(text.replaceFirst("^CAP_", ""));
        } catch (IllegalArgumentException e) {
            throw capabilities.wrong(name, text, "names of capabilities such as CHOWN");
        }
    }

    private static void requireAllowed(FieldTree context, Set<Capability> add, DockerWorkflowRunnerSettings settings) {
        Set<Capability> more = EnumSet.noneOf(Capability.class);
        more.addAll(add);
        more.removeAll(NEVER_NEEDED);
        more.removeAll(GIVEN);
        if (!more.isEmpty() && !settings.allowPrivileged()) {
            throw context.unfit("capabilities.add has " + more + ", which this runner gives to no container; "
                    + DockerWorkflowRunnerSettings.ALLOW);
        }
    }

    private static List<String> options(
            FieldTree context, boolean privileged, DockerWorkflowRunnerSettings settings, Remarks remarks) {
        List<String> options = new ArrayList<>();
        boolean escalation = context.flag("allowPrivilegeEscalation", false);
        if (escalation && !settings.allowPrivileged()) {
            remarks.say("securityContext.allowPrivilegeEscalation is true and stays without effect; "
                    + DockerWorkflowRunnerSettings.ALLOW);
        }
        if (!privileged && !(escalation && settings.allowPrivileged())) {
            options.add(NO_NEW_PRIVILEGES);
        }
        SeccompProfile.option(context, settings).ifPresent(options::add);
        return options;
    }
}
