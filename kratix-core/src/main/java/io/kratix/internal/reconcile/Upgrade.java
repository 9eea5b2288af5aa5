// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Condition.Status;
import io.kratix.model.ResourceBinding;

/**
 * How a request gets from one version of its Promise to another, as its binding tells it. Pure over the binding's status;
 * in Kratix' conditions, reasons and messages.
 */
final class Upgrade {
    private static final String CONDITION = "UpgradeSucceeded";
    private static final String IN_PROGRESS = "UpgradeInProgress";
    private static final String MARK = "version ";
    private static final String APPLIED = "lastAppliedVersion";
    private static final String FAILED = "failedVersion";

    private final StatusEditor status;

    /**
     * Begins with what a binding tells so far.
     *
     * @param status the binding's status
     */
    Upgrade(StatusEditor status) {
        this.status = status;
    }

    /**
     * Asks for the version that a binding names.
     *
     * @param present the version that the request has; empty or {@code not-set} if it has none yet
     * @param desired the version that it shall have
     * @param manual whether somebody wants its workflow to run whatever it has
     * @return what is to be done
     */
    Asked ask(String present, String desired, boolean manual) {
        if (present.isEmpty() || present.equals(Versions.NOT_SET)) {
            return Asked.NOTHING;
        }
        boolean guarded = status.has(CONDITION, Status.FALSE) && failed().equals(desired);
        if (!manual && (present.equals(desired) || guarded)) {
            return Asked.NOTHING;
        }
        boolean underWay = inFlight().equals(desired);
        status.remove(FAILED);
        if (manual) {
            say(Status.UNKNOWN, IN_PROGRESS, "Reconciliation requested for " + MARK + desired);
        } else if (!underWay) {
            say(Status.UNKNOWN, IN_PROGRESS, progress(desired));
        }
        return underWay ? Asked.UNDER_WAY : Asked.RUN;
    }

    /** What follows from what a binding asks for. */
    enum Asked {
        /** The request has what it shall have, or has failed to get it. */
        NOTHING,
        /** The request's workflow has begun already. */
        UNDER_WAY,
        /** The request's workflow has to run. */
        RUN
    }

    /** {@return the version that is on its way; empty if none is} */
    String inFlight() {
        if (!status.has(CONDITION, Status.UNKNOWN)
                || !status.field(CONDITION, "reason").equals(IN_PROGRESS)) {
            return "";
        }
        String message = status.field(CONDITION, "message");
        int mark = message.indexOf(MARK);
        return mark < 0 ? "" : firstWord(message.substring(mark + MARK.length()));
    }

    /**
     * Reports that the request has a version.
     *
     * @param version the version
     */
    void completed(String version) {
        boolean attempted = !failed().isEmpty()
                || status.field(CONDITION, "reason").equals(IN_PROGRESS)
                || status.has(CONDITION, Status.FALSE)
                || (!applied().isEmpty() && !applied().equals(version));
        if (attempted) {
            say(Status.TRUE, "UpgradeComplete", "Resource is at " + MARK + version);
        }
        status.set(version, APPLIED).remove(FAILED);
    }

    /**
     * Reports that the request did not get a version.
     *
     * @param version the version
     * @param why what failed
     */
    void failed(String version, String why) {
        say(Status.FALSE, "UpgradeFailed", why);
        status.set(version, FAILED);
    }

    /**
     * Reports that the request is on its way to a version, if it has had another one or has failed before.
     *
     * @param version the version
     */
    void inProgress(String version) {
        boolean changes = !failed().isEmpty()
                || status.has(CONDITION, Status.FALSE)
                || (!applied().isEmpty() && !applied().equals(version));
        if (changes && !version.equals(Versions.NOT_SET)) {
            say(Status.UNKNOWN, IN_PROGRESS, progress(version));
            status.remove(FAILED);
        }
    }

    /** {@return the version that the request had last; empty if it has had none} */
    String applied() {
        return text(APPLIED);
    }

    private String failed() {
        return text(FAILED);
    }

    private String text(String field) {
        return status.get(field) instanceof String text ? text : "";
    }

    private void say(Status is, String reason, String message) {
        status.condition(CONDITION, is, reason, message);
    }

    private static String progress(String version) {
        return "Upgrade to " + MARK + version + " is in progress";
    }

    private static String firstWord(String text) {
        int end = 0;
        while (end < text.length()
                && !Character.isWhitespace(text.charAt(end))
                && !Character.isSpaceChar(text.charAt(end))) {
            end++;
        }
        return text.substring(0, end);
    }

    /**
     * {@return the version that a binding names from now on: what it says, else what the request's last one said, else as
     * the engine is set}
     *
     * @param said what the binding says; empty if there is none yet, or it says nothing
     * @param before what the request's status says of its last binding
     * @param otherwise the latest version where the engine pins new requests, else {@link ResourceBinding#LATEST}
     */
    static String named(String said, String before, String otherwise) {
        if (!said.isEmpty()) {
            return said;
        }
        return before.isEmpty() ? otherwise : before;
    }

    /**
     * {@return the version whose delete workflow takes a request back: the one that was applied}
     *
     * @param present the version that the request has
     * @param applied the version that its binding last saw
     */
    static String toTakeBack(String present, String applied) {
        if (!present.isEmpty()) {
            return present;
        }
        return applied.isEmpty() ? ResourceBinding.LATEST : applied;
    }
}
