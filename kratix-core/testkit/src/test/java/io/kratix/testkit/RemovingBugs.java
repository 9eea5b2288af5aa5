// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.InvalidPathException;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.BuggyStateStore.Sound;
import io.kratix.testkit.BuggyStateStore.Write;
import io.kratix.testkit.Edits.Part;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Bugs that {@link RemovingRules} find. */
final class RemovingBugs {
    private RemovingBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.writing(
                        "leaves stale files",
                        RemovingBugs::leavesStaleFiles,
                        "Checkpoints.letsTheSameBeSaidAgain",
                        "Contents.keepsAChangeOutWhoseContentBreaksOff",
                        "Contents.keepsAChangeOutWhoseContentCannotBeOpened",
                        "Contents.removesFilesOfOddNames",
                        "Removing.leavesNeighboursThatBeginWithTheSameNameAlone",
                        "Removing.putsADirectoryOfItsOwnWhereAFileWas",
                        "Removing.removesADirectoryForWhichNoFilesAreNamed",
                        "Removing.removesFilesThatTheChangeNamesNoMore",
                        "Removing.removesStrangersFilesInside",
                        "Removing.removesStrangersFilesInsideWhoseNamesNoChangeMayHave",
                        "Removing.turnsADirectoryOfItsOwnIntoAFile",
                        "Removing.turnsAFileOfItsOwnIntoADirectory"),
                PlantedBug.remembering(
                        "leaves what others wrote inside",
                        RemovingBugs::leavesWhatOthersWroteInside,
                        "Removing.removesStrangersFilesInside",
                        "Removing.removesStrangersFilesInsideWhoseNamesNoChangeMayHave"),
                PlantedBug.writing(
                        "leaves names that no change may have",
                        RemovingBugs::leavesNamesThatNoChangeMayHave,
                        "Removing.removesStrangersFilesInsideWhoseNamesNoChangeMayHave"),
                PlantedBug.writing(
                        "leaves directories without files",
                        RemovingBugs::leavesDirectoriesWithoutFiles,
                        "Checkpoints.letsTheSameBeSaidAgain",
                        "Removing.leavesNeighboursThatBeginWithTheSameNameAlone",
                        "Removing.removesADirectoryForWhichNoFilesAreNamed"),
                PlantedBug.writing(
                        "removes neighbours by prefix",
                        RemovingBugs::removesNeighboursByPrefix,
                        "Reading.showsEverythingBelowTheRoot",
                        "Removing.leavesNeighboursThatBeginWithTheSameNameAlone",
                        "Writing.makesManyChangesOfOneRequestHold"),
                PlantedBug.writing(
                        "clears the directory above",
                        RemovingBugs::clearsTheDirectoryAbove,
                        "OtherWriters.losesNothingOfWhatOthersWroteElsewhere",
                        "Removing.leavesNeighboursThatBeginWithTheSameNameAlone",
                        "Removing.leavesStrangersFilesOutsideAlone",
                        "Strangers.refusesOneChangeAndMakesTheOthersOfItsRequestHold"),
                PlantedBug.writing(
                        "leaves absent files",
                        RemovingBugs::leavesAbsentFiles,
                        "Removing.removesAbsentFilesAndNothingElse"),
                PlantedBug.writing(
                        "takes absent files for directories",
                        RemovingBugs::takesAbsentFilesForDirectories,
                        "Removing.removesAbsentFilesAndNothingElse"),
                PlantedBug.writing(
                        "calls the removal of nothing written",
                        RemovingBugs::callsTheRemovalOfNothingWritten,
                        "Removing.takesAnAbsentFileThatIsNotThereForUnchanged"),
                PlantedBug.writing(
                        "stumbles over files that would go",
                        RemovingBugs::stumblesOverFilesThatWouldGo,
                        "Removing.putsADirectoryOfItsOwnWhereAFileWas",
                        "Removing.turnsAFileOfItsOwnIntoADirectory"),
                PlantedBug.writing(
                        "stumbles over directories that would go",
                        RemovingBugs::stumblesOverDirectoriesThatWouldGo,
                        "Removing.turnsADirectoryOfItsOwnIntoAFile"));
    }

    static List<ChangeOutcome> leavesStaleFiles(Sound sound, WriteRequest request) throws InterruptedException {
        return sound.write(Edits.changes(
                request, change -> Edits.copy(change, Part.DIRECTORIES).build()));
    }

    /** Removes only what this store has written. */
    static Write leavesWhatOthersWroteInside() {
        Set<StorePath> written = new HashSet<>();
        return (sound, request) -> {
            List<ChangeOutcome> outcomes =
                    leaving(sound, request, path -> !written.contains(path), request.changes()::contains);
            request.changes().forEach(change -> written.addAll(change.files().keySet()));
            return outcomes;
        };
    }

    static List<ChangeOutcome> leavesNamesThatNoChangeMayHave(Sound sound, WriteRequest request)
            throws InterruptedException {
        return leaving(sound, request, path -> !isLegal(path), change -> true);
    }

    static List<ChangeOutcome> leavesDirectoriesWithoutFiles(Sound sound, WriteRequest request)
            throws InterruptedException {
        return sound.write(Edits.changes(
                request,
                change -> change.files().isEmpty()
                        ? Edits.copy(change, Part.DIRECTORIES).build()
                        : change));
    }

    static List<ChangeOutcome> removesNeighboursByPrefix(Sound sound, WriteRequest request)
            throws InterruptedException {
        return removingToo(sound, request, (change, path) -> change.directories().stream()
                .anyMatch(directory -> path.toString().startsWith(directory.toString())));
    }

    static List<ChangeOutcome> clearsTheDirectoryAbove(Sound sound, WriteRequest request) throws InterruptedException {
        return removingToo(sound, request, (change, path) -> change.directories().stream()
                .anyMatch(directory -> path.parent().equals(directory.parent())));
    }

    static List<ChangeOutcome> leavesAbsentFiles(Sound sound, WriteRequest request) throws InterruptedException {
        return sound.write(
                Edits.changes(request, change -> Edits.copy(change, Part.ABSENT).build()));
    }

    static List<ChangeOutcome> takesAbsentFilesForDirectories(Sound sound, WriteRequest request)
            throws InterruptedException {
        return removingToo(
                sound, request, (change, path) -> change.absent().stream().anyMatch(path::startsWith));
    }

    static List<ChangeOutcome> callsTheRemovalOfNothingWritten(Sound sound, WriteRequest request)
            throws InterruptedException {
        return Edits.outcomes(
                request,
                sound.write(request),
                (change, outcome) ->
                        outcome.status() == Status.UNCHANGED && !change.absent().isEmpty()
                                ? ChangeOutcome.written(outcome.revision())
                                : outcome);
    }

    static List<ChangeOutcome> stumblesOverFilesThatWouldGo(Sound sound, WriteRequest request)
            throws InterruptedException {
        return refusing(sound, request, (existing, wanted) -> !existing.equals(wanted) && wanted.startsWith(existing));
    }

    static List<ChangeOutcome> stumblesOverDirectoriesThatWouldGo(Sound sound, WriteRequest request)
            throws InterruptedException {
        return refusing(sound, request, (existing, wanted) -> !existing.equals(wanted) && existing.startsWith(wanted));
    }

    /** Writes, and then puts back what should have gone. */
    private static List<ChangeOutcome> leaving(
            Sound sound, WriteRequest request, Predicate<StorePath> left, Predicate<StateStoreChange> of)
            throws InterruptedException {
        Map<String, byte[]> before = sound.place().files();
        List<ChangeOutcome> outcomes = sound.write(request);
        before.keySet().removeAll(sound.place().files().keySet());
        before.forEach((path, bytes) -> {
            StorePath gone = StorePath.existing(path);
            boolean owned = request.changes().stream().filter(of).anyMatch(change -> change.directories().stream()
                    .anyMatch(directory -> gone.startsWith(directory) && !gone.equals(directory)));
            if (owned && left.test(gone)) {
                sound.place().put(path, bytes);
            }
        });
        return outcomes;
    }

    /** Writes, and then removes what should have stayed. */
    private static List<ChangeOutcome> removingToo(
            Sound sound, WriteRequest request, BiPredicate<StateStoreChange, StorePath> goes)
            throws InterruptedException {
        List<ChangeOutcome> outcomes = sound.write(request);
        Edits.outcomes(request, outcomes, (change, outcome) -> {
            if (outcome.status() == Status.WRITTEN) {
                sound.place().files().keySet().stream()
                        .map(StorePath::existing)
                        .filter(path -> !change.files().containsKey(path) && goes.test(change, path))
                        .forEach(path -> sound.place().remove(path.toString()));
            }
            return outcome;
        });
        return outcomes;
    }

    /** Refuses a whole request of one change if a file that is there meets one that is wanted. */
    private static List<ChangeOutcome> refusing(
            Sound sound, WriteRequest request, BiPredicate<StorePath, StorePath> meets) throws InterruptedException {
        Set<String> existing = sound.place().files().keySet();
        boolean refused = request.changes().size() == 1
                && request.changes().get(0).files().keySet().stream().anyMatch(wanted -> existing.stream()
                        .anyMatch(path -> meets.test(StorePath.existing(path), wanted)));
        return refused
                ? List.of(ChangeOutcome.refused(PluginException.rejected("something is in the way")))
                : sound.write(request);
    }

    private static boolean isLegal(StorePath path) {
        try {
            return StorePath.of(path.toString()).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
