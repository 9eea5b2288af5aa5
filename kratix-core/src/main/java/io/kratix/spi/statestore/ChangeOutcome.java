// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.statestore;

import io.kratix.spi.PluginException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one change fared. */
public final class ChangeOutcome {
    private final Status status;
    private final String revision;
    private final @Nullable PluginException refusal;

    private ChangeOutcome(Status status, String revision, @Nullable PluginException refusal) {
        this.status = status;
        this.revision = revision;
        this.refusal = refusal;
    }

    /** What became of a change. */
    public enum Status {
        /** It holds, and something was altered. */
        WRITTEN,
        /** It held already. */
        UNCHANGED,
        /** It did not get in. */
        REFUSED
    }

    /**
     * {@return an outcome: it holds, something was altered, and the remote confirmed it}
     *
     * @param revision commit, digest or version: 1 to 200 printable characters
     */
    public static ChangeOutcome written(String revision) {
        return new ChangeOutcome(Status.WRITTEN, checked(revision), null);
    }

    /**
     * {@return an outcome: it held already, nothing was altered}
     *
     * @param revision the present one: 1 to 200 printable characters
     */
    public static ChangeOutcome unchanged(String revision) {
        return new ChangeOutcome(Status.UNCHANGED, checked(revision), null);
    }

    /**
     * {@return an outcome: this change alone did not get in, the others did} Nothing of it is visible, unless the store
     * is {@code FILE}: then saying it again finishes it.
     *
     * @param why made, not thrown
     */
    public static ChangeOutcome refused(PluginException why) {
        return new ChangeOutcome(Status.REFUSED, "", why);
    }

    /** {@return what became of the change} */
    public Status status() {
        return status;
    }

    /** {@return the revision; empty if refused} */
    public String revision() {
        return revision;
    }

    /** {@return why it was refused; empty if it was not} */
    public Optional<PluginException> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** {@return status and revision or refusal} */
    @Override
    public String toString() {
        return status + " " + (refusal == null ? revision : refusal.message());
    }

    private static String checked(String revision) {
        boolean printable = revision.chars().allMatch(character -> character > ' ' && character < 127);
        if (revision.isEmpty() || revision.length() > 200 || !printable) {
            throw new IllegalArgumentException("a revision has 1 to 200 printable characters: '" + revision + "'");
        }
        return revision;
    }
}
