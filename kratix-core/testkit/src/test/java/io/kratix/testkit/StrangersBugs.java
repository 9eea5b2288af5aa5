// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.BuggyStateStore.Sound;
import io.kratix.testkit.BuggyStateStore.Write;
import io.kratix.testkit.Edits.Part;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** Bugs that {@link StrangersRules} find. */
final class StrangersBugs {
    private StrangersBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.writing(
                        "ignores claims",
                        StrangersBugs::ignoresClaims,
                        "Strangers.leavesEverythingOfARefusedChangeAsItWas",
                        "Strangers.refusesAClaimOnAFileOfOtherContent",
                        "Writing.givesTheOutcomesInTheOrderOfTheChanges"),
                PlantedBug.writing(
                        "refuses claims on what is there",
                        StrangersBugs::refusesClaimsOnWhatIsThere,
                        "Strangers.takesAClaimedFileOfTheSameContent"),
                PlantedBug.writing(
                        "refuses claims on what is not there",
                        StrangersBugs::refusesClaimsOnWhatIsNotThere,
                        "Strangers.writesAClaimedFileThatNobodyHas"),
                PlantedBug.remembering(
                        "claims whatever is new",
                        StrangersBugs::claimsWhateverIsNew,
                        "Strangers.overwritesAStrangersFileThatIsNotClaimed"),
                PlantedBug.writing(
                        "removes files in the way",
                        StrangersBugs::removesFilesInTheWay,
                        "Strangers.makesARefusedChangeHoldOnceTheObstacleIsGone",
                        "Strangers.refusesADirectoryWhereAStrangersFileIs",
                        "Strangers.refusesOneChangeAndMakesTheOthersOfItsRequestHold"),
                PlantedBug.writing(
                        "removes directories in the way",
                        StrangersBugs::removesDirectoriesInTheWay,
                        "Strangers.refusesAFileWhereAStrangersDirectoryIs"),
                PlantedBug.writing(
                        "refuses all for one",
                        StrangersBugs::refusesAllForOne,
                        "Contents.keepsOutThoseChangesAloneWhoseContentCannotBeReadAsItSaysItIs",
                        "Strangers.refusesOneChangeAndMakesTheOthersOfItsRequestHold",
                        "Writing.givesTheOutcomesInTheOrderOfTheChanges"),
                PlantedBug.writing(
                        "clears before it refuses",
                        StrangersBugs::clearsBeforeItRefuses,
                        "Strangers.leavesEverythingOfARefusedChangeAsItWas"),
                PlantedBug.remembering(
                        "never forgives a refusal",
                        StrangersBugs::neverForgivesARefusal,
                        "Strangers.makesARefusedChangeHoldOnceTheObstacleIsGone"));
    }

    static List<ChangeOutcome> ignoresClaims(Sound sound, WriteRequest request) throws InterruptedException {
        return sound.write(
                Edits.changes(request, change -> Edits.copy(change, Part.CLAIMS).build()));
    }

    static List<ChangeOutcome> refusesClaimsOnWhatIsThere(Sound sound, WriteRequest request)
            throws InterruptedException {
        return refusingClaims(
                sound, request, (change, path) -> sound.place().files().containsKey(path.toString()));
    }

    static List<ChangeOutcome> refusesClaimsOnWhatIsNotThere(Sound sound, WriteRequest request)
            throws InterruptedException {
        return refusingClaims(
                sound, request, (change, path) -> !sound.place().files().containsKey(path.toString()));
    }

    /** Takes every file for claimed until it has written it. */
    static Write claimsWhateverIsNew() {
        Set<StorePath> written = new HashSet<>();
        return (sound, request) -> {
            WriteRequest claiming = Edits.changes(request, change -> {
                StateStoreChange.Builder copy = Edits.copy(change);
                change.files().keySet().stream()
                        .filter(path -> !written.contains(path))
                        .forEach(copy::claim);
                return copy.build();
            });
            List<ChangeOutcome> outcomes = sound.write(claiming);
            request.changes().forEach(change -> written.addAll(change.files().keySet()));
            return outcomes;
        };
    }

    static List<ChangeOutcome> removesFilesInTheWay(Sound sound, WriteRequest request) throws InterruptedException {
        clear(sound, request, (existing, wanted) -> wanted.startsWith(existing) && !wanted.equals(existing));
        return sound.write(request);
    }

    static List<ChangeOutcome> removesDirectoriesInTheWay(Sound sound, WriteRequest request)
            throws InterruptedException {
        clear(sound, request, (existing, wanted) -> existing.startsWith(wanted) && !wanted.equals(existing));
        return sound.write(request);
    }

    static List<ChangeOutcome> refusesAllForOne(Sound sound, WriteRequest request) throws InterruptedException {
        Map<String, byte[]> before = sound.place().files();
        List<ChangeOutcome> outcomes = sound.write(request);
        for (ChangeOutcome outcome : outcomes) {
            if (outcome.status() == Status.REFUSED && outcomes.size() > 1) {
                sound.place().files().keySet().forEach(sound.place()::remove);
                before.forEach(sound.place()::put);
                throw outcome.refusal().orElseThrow();
            }
        }
        return outcomes;
    }

    static List<ChangeOutcome> clearsBeforeItRefuses(Sound sound, WriteRequest request) throws InterruptedException {
        return Edits.outcomes(request, sound.write(request), (change, outcome) -> {
            if (outcome.status() == Status.REFUSED && change.claims(StateStoreRules.path("z.yaml"))) {
                change.absent().forEach(path -> sound.place().remove(path.toString()));
            }
            return outcome;
        });
    }

    static Write neverForgivesARefusal() {
        Map<String, PluginException> refused = new HashMap<>();
        return (sound, request) -> {
            StateStoreChange first = request.changes().get(0);
            PluginException earlier = refused.get(first.id());
            if (request.changes().size() == 1 && earlier != null) {
                return List.of(ChangeOutcome.refused(earlier));
            }
            return Edits.outcomes(request, sound.write(request), (change, outcome) -> {
                outcome.refusal()
                        .filter(why -> why.reason() == PluginException.Reason.REJECTED)
                        .ifPresent(why -> refused.put(change.id(), why));
                return outcome;
            });
        };
    }

    private static List<ChangeOutcome> refusingClaims(
            Sound sound, WriteRequest request, BiPredicate<StateStoreChange, StorePath> refused)
            throws InterruptedException {
        StateStoreChange first = request.changes().get(0);
        boolean refuses = request.changes().size() == 1
                && first.files().keySet().stream().anyMatch(path -> first.claims(path) && refused.test(first, path));
        return refuses ? List.of(ChangeOutcome.refused(PluginException.rejected("claimed"))) : sound.write(request);
    }

    private static void clear(Sound sound, WriteRequest request, BiPredicate<StorePath, StorePath> inTheWay) {
        for (StateStoreChange change : request.changes()) {
            for (StorePath wanted : change.files().keySet()) {
                sound.place().files().keySet().stream()
                        .map(StorePath::existing)
                        .filter(existing -> !change.removes(existing) && inTheWay.test(existing, wanted))
                        .forEach(existing -> sound.place().remove(existing.toString()));
            }
        }
    }
}
