// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.release;

import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Condition.Status;
import io.kratix.model.Event;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.registry.RegisteredObject;
import java.time.Instant;
import java.util.Optional;

/**
 * What is reported of a release, in Kratix' words; the cause of a failure stands beside them.
 *
 * @param installed the condition's status
 * @param status the short word
 * @param reason the condition's reason
 * @param message the condition's message
 * @param cause what went wrong; empty if nothing did
 */
record ReleaseStatus(Status installed, String status, String reason, String message, String cause) {
    private static final String CONDITION = "Installed";
    private static final String ERROR = "Error installing";

    static final ReleaseStatus INSTALLED =
            new ReleaseStatus(Status.TRUE, "Installed", "InstalledSuccessfully", "Installed successfully", "");

    static ReleaseStatus notFetched(String cause) {
        return failed("FailedToFetchPromise", "Failed to fetch Promise from URL", cause);
    }

    static ReleaseStatus withoutVersion() {
        String message = "Version label not found on Promise";
        return failed("VersionLabelNotFound", message, message + ": " + KratixLabels.PROMISE_VERSION);
    }

    static ReleaseStatus mismatch(String found, String expected) {
        String message = "Version labels do not match, found: " + found + ", expected: " + expected;
        return failed("VersionNotMatching", message, message);
    }

    static ReleaseStatus notApplied(String promise, String cause) {
        return failed(
                "FailedToCreateOrUpdatePromise",
                "Failed to create or update Promise",
                "Failed to install Promise \"" + promise + "\": " + cause);
    }

    static ReleaseStatus deleting(int promises) {
        return new ReleaseStatus(
                Status.UNKNOWN,
                "Deleting",
                "Deleting",
                "Waiting for " + promises + (promises == 1 ? " Promise" : " Promises") + " to be deleted",
                "");
    }

    static Event deleted(ObjectReference release, Instant now) {
        return new Event(now, Event.Type.NORMAL, release, "Deleted", Kinds.PROMISE_RELEASE + " is deleted");
    }

    private static ReleaseStatus failed(String reason, String message, String cause) {
        return new ReleaseStatus(Status.FALSE, ERROR, reason, message, cause);
    }

    /** {@return whether what was reported last is about the release as it is declared now, and was a success} */
    static boolean isAbout(RegisteredObject release) {
        return Long.valueOf(release.generation())
                        .equals(release.document().status().get("observedGeneration"))
                && "Installed".equals(release.document().status().get("status"));
    }

    RegisteredObject on(RegisteredObject release, Instant now) {
        StatusEditor editor = new StatusEditor(release.document().status(), now);
        editor.condition(CONDITION, installed, reason, message)
                .set(status, "status")
                .set(release.generation(), "observedGeneration");
        if (cause.isEmpty()) {
            editor.remove("message");
        } else {
            editor.set(cause, "message");
        }
        return release.withDocument(release.document().withStatus(editor.build()));
    }

    /** What is said already is not said again. */
    Optional<Event> event(RegisteredObject before, Instant now) {
        boolean told = cause.equals(before.document().status().get("message"));
        return cause.isEmpty() || told
                ? Optional.empty()
                : Optional.of(new Event(now, Event.Type.WARNING, before.reference(), "Failed", cause));
    }
}
