// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.BuggyStateStore.Sound;
import io.kratix.testkit.BuggyStateStore.Write;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Bugs that {@link WritingRules} find. */
final class WritingBugs {
    private WritingBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.writing(
                        "loses files that lie deep",
                        WritingBugs::losesFilesThatLieDeep,
                        "Reading.neverShowsNewerBytesInATreeThatIsOpen",
                        "Reading.showsADirectoryUnderWholePathsWithoutItsNeighbours",
                        "Reading.showsEverythingBelowTheRoot",
                        "Writing.createsTheFilesOfAChange"),
                PlantedBug.writing(
                        "keeps what is there",
                        WritingBugs::keepsWhatIsThere,
                        "Checkpoints.letsTheSameBeSaidAgain",
                        "Contents.keepsAChangeOutWhoseContentBreaksOff",
                        "Contents.keepsAChangeOutWhoseContentCannotBeOpened",
                        "OtherWriters.failsWithConflictWhenOthersWroteTheSameFile",
                        "OtherWriters.holdsWhenSaidAgainAfterAConflict",
                        "OtherWriters.losesNothingOfWhatOthersWroteElsewhere",
                        "Reading.keepsTheFingerprintWhateverHappensElsewhere",
                        "Strangers.overwritesAStrangersFileThatIsNotClaimed",
                        "Visibility.nothingHalfDoneIsSeenAtACheckpoint",
                        "Visibility.nothingHalfDoneIsSeenWhileContentsAreRead",
                        "Writing.bringsBackWhatOthersAltered",
                        "Writing.givesTheOutcomesInTheOrderOfTheChanges",
                        "Writing.knowsWhatHoldsAfterItWasOpenedAnew",
                        "Writing.namesAnotherRevisionForOtherContent",
                        "Writing.overwritesAFileOfOtherContent"),
                PlantedBug.writing(
                        "makes a revision of nothing",
                        WritingBugs::makesARevisionOfNothing,
                        "Writing.answersUnchangedWithTheSameRevisionWhenAllOfItHoldsAlready"),
                PlantedBug.writing(
                        "names one revision forever",
                        WritingBugs::namesOneRevisionForever,
                        "Writing.namesAnotherRevisionForOtherContent"),
                PlantedBug.remembering(
                        "knows own writes alone",
                        WritingBugs::knowsOwnWritesAlone,
                        "Writing.knowsWhatHoldsAfterItWasOpenedAnew"),
                PlantedBug.writing(
                        "tells outcomes backwards",
                        WritingBugs::tellsOutcomesBackwards,
                        "Writing.givesTheOutcomesInTheOrderOfTheChanges"),
                PlantedBug.writing(
                        "forgets all after the fiftieth",
                        WritingBugs::forgetsAllAfterTheFiftieth,
                        "Writing.makesManyChangesOfOneRequestHold"),
                PlantedBug.remembering(
                        "believes its memory",
                        WritingBugs::believesItsMemory,
                        "LostPlace.refusesAPartOfWhatWasThereThoughItHeldBefore",
                        "Removing.removesStrangersFilesInside",
                        "Writing.bringsBackWhatOthersAltered"),
                PlantedBug.writing(
                        "gives null for a refusal",
                        WritingBugs::givesNullForARefusal,
                        "Contents.keepsOutThoseChangesAloneWhoseContentCannotBeReadAsItSaysItIs",
                        "Contents.keepsAChangeOutWhoseContentBreaksOff",
                        "Contents.keepsAChangeOutWhoseContentCannotBeOpened",
                        "Strangers.leavesEverythingOfARefusedChangeAsItWas",
                        "Strangers.makesARefusedChangeHoldOnceTheObstacleIsGone",
                        "Strangers.refusesAClaimOnAFileOfOtherContent",
                        "Strangers.refusesADirectoryWhereAStrangersFileIs",
                        "Strangers.refusesAFileWhereAStrangersDirectoryIs",
                        "Strangers.refusesOneChangeAndMakesTheOthersOfItsRequestHold",
                        "Writing.givesTheOutcomesInTheOrderOfTheChanges"),
                PlantedBug.of(
                        "declares too little",
                        place -> new Modest(new InMemoryStateStore(place)),
                        Atomicity.BATCH,
                        "Writing.declaresWhatItsAuthorsSay"));
    }

    static List<ChangeOutcome> losesFilesThatLieDeep(Sound sound, WriteRequest request) throws InterruptedException {
        return sound.write(Edits.changes(
                request,
                change -> Edits.paths(change, path -> Optional.of(path)
                        .filter(kept -> kept.segments().size() < 5))));
    }

    static List<ChangeOutcome> keepsWhatIsThere(Sound sound, WriteRequest request) throws InterruptedException {
        Map<String, byte[]> there = sound.place().files();
        return sound.write(Edits.changes(
                request,
                change -> Edits.contents(change, (path, content) -> {
                    byte[] bytes = there.get(path.toString());
                    return bytes == null || change.claims(path) ? content : Content.of(bytes);
                })));
    }

    static List<ChangeOutcome> makesARevisionOfNothing(Sound sound, WriteRequest request) throws InterruptedException {
        return Edits.outcomes(
                request,
                sound.write(request),
                (change, outcome) -> outcome.status() == Status.UNCHANGED
                        ? ChangeOutcome.unchanged("at-" + System.nanoTime())
                        : outcome);
    }

    static List<ChangeOutcome> namesOneRevisionForever(Sound sound, WriteRequest request) throws InterruptedException {
        return Edits.outcomes(request, sound.write(request), (change, outcome) -> switch (outcome.status()) {
            case WRITTEN -> ChangeOutcome.written("latest");
            case UNCHANGED -> ChangeOutcome.unchanged("latest");
            case REFUSED -> outcome;
        });
    }

    /** Knows what holds from what it has written itself. */
    static Write knowsOwnWritesAlone() {
        Set<String> written = new HashSet<>();
        return (sound, request) -> Edits.outcomes(
                request,
                sound.write(request),
                (change, outcome) -> written.add(change.id())
                                && outcome.status() == Status.UNCHANGED
                                && !change.files().isEmpty()
                                && change.files().keySet().stream().noneMatch(change::claims)
                        ? ChangeOutcome.written(outcome.revision())
                        : outcome);
    }

    static List<ChangeOutcome> tellsOutcomesBackwards(Sound sound, WriteRequest request) throws InterruptedException {
        List<ChangeOutcome> outcomes = new ArrayList<>(sound.write(request));
        Collections.reverse(outcomes);
        return outcomes;
    }

    static List<ChangeOutcome> forgetsAllAfterTheFiftieth(Sound sound, WriteRequest request)
            throws InterruptedException {
        List<StateStoreChange> first =
                request.changes().subList(0, Math.min(50, request.changes().size()));
        List<ChangeOutcome> outcomes = new ArrayList<>(sound.write(Edits.only(request, first)));
        while (outcomes.size() < request.changes().size()) {
            outcomes.add(ChangeOutcome.written("r0"));
        }
        return outcomes;
    }

    /** Believes that nobody touches what it wrote. */
    static Write believesItsMemory() {
        Set<String> said = new HashSet<>();
        return (sound, request) -> {
            if (request.changes().size() == 1
                    && said.contains(Edits.summary(request.changes().get(0)))) {
                return List.of(ChangeOutcome.unchanged("r1"));
            }
            return Edits.outcomes(request, sound.write(request), (change, outcome) -> {
                if (outcome.status() != Status.REFUSED) {
                    said.add(Edits.summary(change));
                }
                return outcome;
            });
        };
    }

    @SuppressWarnings("NullAway") // the bug
    static List<ChangeOutcome> givesNullForARefusal(Sound sound, WriteRequest request) throws InterruptedException {
        return Edits.outcomes(
                request,
                sound.write(request),
                (change, outcome) -> outcome.status() == Status.REFUSED ? null : outcome);
    }

    /** Does all that it should and forgot to declare it. */
    record Modest(StateStore sound) implements StateStore {
        @Override
        public List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
            return sound.write(request);
        }

        @Override
        public Optional<StoredTree> read(ReadRequest request) throws InterruptedException {
            return sound.read(request);
        }

        @Override
        public void checkAccess(StorePath below) throws InterruptedException {
            sound.checkAccess(below);
        }

        @Override
        public void close() {
            sound.close();
        }
    }
}
