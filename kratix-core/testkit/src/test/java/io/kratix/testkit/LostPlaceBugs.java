// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.BuggyStateStore.Sound;
import io.kratix.testkit.BuggyStateStore.Write;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Bugs that {@link LostPlaceRules} find when they write. */
final class LostPlaceBugs {
    private LostPlaceBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.writing(
                        "makes the place again for a part",
                        LostPlaceBugs::makesThePlaceAgainForAPart,
                        "LostPlace.refusesAPartOfWhatWasThere",
                        "LostPlace.refusesAPartOfWhatWasThereThoughItHeldBefore"),
                PlantedBug.remembering(
                        "believes its memory about lost places",
                        LostPlaceBugs::believesItsMemoryAboutLostPlaces,
                        "LostPlace.refusesAPartOfWhatWasThereThoughItHeldBefore"),
                PlantedBug.writing(
                        "never makes the place again",
                        LostPlaceBugs::neverMakesThePlaceAgain,
                        "LostPlace.takesEverythingInOneRequest"));
    }

    static List<ChangeOutcome> makesThePlaceAgainForAPart(Sound sound, WriteRequest request)
            throws InterruptedException {
        return sound.write(ScriptedRequest.of(request.changes(), request::checkpoint));
    }

    /** Answers from memory, without a look at the place, if it has been told the same before. */
    static Write believesItsMemoryAboutLostPlaces() {
        Set<String> said = new HashSet<>();
        return (sound, request) -> {
            try {
                List<ChangeOutcome> outcomes = sound.write(request);
                request.changes().forEach(change -> said.add(Edits.summary(change)));
                return outcomes;
            } catch (PluginException e) {
                if (e.reason() == Reason.LOST
                        && said.contains(Edits.summary(request.changes().get(0)))) {
                    return List.of(ChangeOutcome.unchanged("r1"));
                }
                throw e;
            }
        };
    }

    static List<ChangeOutcome> neverMakesThePlaceAgain(Sound sound, WriteRequest request) throws InterruptedException {
        return sound.write(ScriptedRequest.partOfMore(request.changes(), request::checkpoint));
    }
}
