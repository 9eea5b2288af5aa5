// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.BuggyStateStore.Sound;
import io.kratix.testkit.BuggyStateStore.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bugs that {@link VisibilityRules} and {@link OtherWritersRules} find. */
final class ConcurrencyBugs {
    private ConcurrencyBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.writing(
                        "writes change by change",
                        ConcurrencyBugs::writesChangeByChange,
                        "Checkpoints.leavesNothingVisibleWhicheverTimeItStopsABatch",
                        "Visibility.nothingHalfDoneIsSeenAtACheckpoint",
                        "Visibility.nothingHalfDoneIsSeenWhileContentsAreRead"),
                PlantedBug.writing(
                        "overwrites others",
                        ConcurrencyBugs::overwritesOthers,
                        "OtherWriters.failsWithConflictWhenOthersWroteTheSameFile",
                        "OtherWriters.holdsWhenSaidAgainAfterAConflict",
                        "OtherWriters.losesNothingOfWhatOthersWroteElsewhere"),
                PlantedBug.remembering(
                        "stays behind after a conflict",
                        ConcurrencyBugs::staysBehindAfterAConflict,
                        "OtherWriters.holdsWhenSaidAgainAfterAConflict",
                        "OtherWriters.losesNothingOfWhatOthersWroteElsewhere"),
                PlantedBug.of(
                        "tears the batch while others read",
                        TearingBug.opener(),
                        Atomicity.BATCH,
                        "Visibility.twoReadersSeeWholeTreesWhileOneWrites"),
                PlantedBug.of(
                        "writes file by file and declares CHANGE",
                        place -> new FileByFileStateStore(place, false, Atomicity.CHANGE),
                        Atomicity.CHANGE,
                        "Visibility.nothingHalfDoneIsSeenAtACheckpoint"),
                PlantedBug.of(
                        "removes before it writes",
                        place -> new FileByFileStateStore(place, true, Atomicity.FILE),
                        Atomicity.FILE,
                        "Visibility.everyNewFileIsThereBeforeTheFirstOneGoes"));
    }

    /** Lets no reader in between, so that only those who look from within the write can tell, and they each time. */
    static List<ChangeOutcome> writesChangeByChange(Sound sound, WriteRequest request) throws InterruptedException {
        List<ChangeOutcome> outcomes = new ArrayList<>();
        synchronized (sound.place()) {
            for (StateStoreChange change : request.changes()) {
                outcomes.addAll(sound.write(Edits.only(request, List.of(change))));
            }
        }
        return outcomes;
    }

    static List<ChangeOutcome> overwritesOthers(Sound sound, WriteRequest request) throws InterruptedException {
        try {
            return sound.write(request);
        } catch (PluginException e) {
            if (e.reason() != Reason.CONFLICT) {
                throw e;
            }
            sound.place().remove("worker-1/elsewhere.yaml"); // what was not in the tree that it had prepared
            return sound.write(Edits.checkpoint(request, () -> {}));
        }
    }

    static Write staysBehindAfterAConflict() {
        AtomicBoolean behind = new AtomicBoolean();
        return (sound, request) -> {
            try {
                if (behind.get()) {
                    throw PluginException.conflict("somebody else wrote");
                }
                return sound.write(request);
            } catch (PluginException e) {
                behind.set(e.reason() == Reason.CONFLICT);
                throw e;
            }
        };
    }
}
