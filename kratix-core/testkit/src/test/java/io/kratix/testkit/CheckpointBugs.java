// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.BuggyStateStore.Sound;
import io.kratix.testkit.BuggyStateStore.Write;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bugs that {@link CheckpointRules} find. */
final class CheckpointBugs {
    private CheckpointBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.writing(
                        "never asks",
                        CheckpointBugs::neverAsks,
                        "Checkpoints.isAskedBeforeAnythingIsVisible",
                        "Checkpoints.leavesNothingVisibleWhenItStopsTheCall",
                        "Checkpoints.leavesNothingVisibleWhicheverTimeItStopsABatch",
                        "Checkpoints.letsAnInterruptPassAsItIs",
                        "Checkpoints.letsTheEnginesSignalPassAsItIs",
                        "Checkpoints.letsTheSameBeSaidAgain",
                        "OtherWriters.failsWithConflictWhenOthersWroteTheSameFile",
                        "OtherWriters.holdsWhenSaidAgainAfterAConflict",
                        "OtherWriters.losesNothingOfWhatOthersWroteElsewhere",
                        "Visibility.nothingHalfDoneIsSeenAtACheckpoint"),
                PlantedBug.writing(
                        "asks too late",
                        CheckpointBugs::asksTooLate,
                        "Checkpoints.isAskedBeforeAnythingIsVisible",
                        "Checkpoints.leavesNothingVisibleWhenItStopsTheCall",
                        "Checkpoints.leavesNothingVisibleWhicheverTimeItStopsABatch",
                        "Checkpoints.letsTheSameBeSaidAgain",
                        "OtherWriters.failsWithConflictWhenOthersWroteTheSameFile"),
                PlantedBug.writing(
                        "eats the signal",
                        CheckpointBugs::eatsTheSignal,
                        "Checkpoints.leavesNothingVisibleWhenItStopsTheCall",
                        "Checkpoints.leavesNothingVisibleWhicheverTimeItStopsABatch",
                        "Checkpoints.letsTheEnginesSignalPassAsItIs",
                        "Checkpoints.letsTheSameBeSaidAgain"),
                PlantedBug.writing(
                        "wraps the signal",
                        CheckpointBugs::wrapsTheSignal,
                        "Checkpoints.leavesNothingVisibleWhicheverTimeItStopsABatch",
                        "Checkpoints.letsTheEnginesSignalPassAsItIs"),
                PlantedBug.writing(
                        "wraps the interrupt",
                        CheckpointBugs::wrapsTheInterrupt,
                        "Checkpoints.letsAnInterruptPassAsItIs"),
                PlantedBug.remembering(
                        "stays locked when stopped",
                        CheckpointBugs::staysLockedWhenStopped,
                        "Checkpoints.leavesNothingVisibleWhicheverTimeItStopsABatch",
                        "Checkpoints.letsTheSameBeSaidAgain"));
    }

    static List<ChangeOutcome> neverAsks(Sound sound, WriteRequest request) throws InterruptedException {
        return sound.write(Edits.checkpoint(request, () -> {}));
    }

    static List<ChangeOutcome> asksTooLate(Sound sound, WriteRequest request) throws InterruptedException {
        int before = sound.place().revisions().size();
        List<ChangeOutcome> outcomes = sound.write(Edits.checkpoint(request, () -> {}));
        if (sound.place().revisions().size() > before) {
            request.checkpoint();
        }
        return outcomes;
    }

    static List<ChangeOutcome> eatsTheSignal(Sound sound, WriteRequest request) throws InterruptedException {
        return sound.write(Edits.checkpoint(request, () -> {
            try {
                request.checkpoint();
            } catch (RuntimeException e) {
                // the bug: "some callback failed, never mind"
            }
        }));
    }

    static List<ChangeOutcome> wrapsTheSignal(Sound sound, WriteRequest request) throws InterruptedException {
        return sound.write(Edits.checkpoint(request, () -> {
            try {
                request.checkpoint();
            } catch (RuntimeException e) {
                throw PluginException.unavailable("stopped").causedBy(e);
            }
        }));
    }

    static List<ChangeOutcome> wrapsTheInterrupt(Sound sound, WriteRequest request) throws InterruptedException {
        return sound.write(Edits.checkpoint(request, () -> {
            try {
                request.checkpoint();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw PluginException.unavailable("interrupted").causedBy(e);
            } finally {
                Thread.interrupted(); // so that the next test of this thread is not stopped by this bug
            }
        }));
    }

    /** Leaves its lock behind when it is stopped. */
    static Write staysLockedWhenStopped() {
        AtomicBoolean locked = new AtomicBoolean();
        return (sound, request) -> {
            if (locked.get()) {
                throw PluginException.unavailable("the store is locked");
            }
            return sound.write(Edits.checkpoint(request, () -> {
                locked.set(true);
                request.checkpoint();
                locked.set(false);
            }));
        };
    }
}
