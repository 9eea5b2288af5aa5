// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.BuggyStateStore.Sound;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bugs that {@link ContentRules} find. */
final class ContentBugs {
    private ContentBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.writing(
                        "decodes percent signs", ContentBugs::decodesPercentSigns, "Contents.keepsFilesOfOddNames"),
                PlantedBug.writing(
                        "takes names for options when it removes",
                        ContentBugs::takesNamesForOptionsWhenItRemoves,
                        "Contents.removesFilesOfOddNames"),
                PlantedBug.writing(
                        "turns line ends of text", ContentBugs::turnsLineEndsOfText, "Contents.keepsEveryByte"),
                PlantedBug.writing(
                        "reads once",
                        ContentBugs::readsOnce,
                        "Contents.keepsAChangeOutWhoseContentBreaksOff",
                        "Contents.keepsLargeContentThatComesInPieces",
                        "Contents.keepsOutThoseChangesAloneWhoseContentCannotBeReadAsItSaysItIs"),
                PlantedBug.writing(
                        "takes what cannot be opened for empty",
                        ContentBugs::takesWhatCannotBeOpenedForEmpty,
                        "Contents.keepsAChangeOutWhoseContentCannotBeOpened",
                        "Contents.keepsOutThoseChangesAloneWhoseContentCannotBeReadAsItSaysItIs"),
                PlantedBug.writing(
                        "takes what breaks off for the whole",
                        ContentBugs::takesWhatBreaksOffForTheWhole,
                        "Contents.keepsAChangeOutWhoseContentBreaksOff",
                        "Contents.keepsOutThoseChangesAloneWhoseContentCannotBeReadAsItSaysItIs"),
                PlantedBug.writing(
                        "writes the files that it could read",
                        ContentBugs::writesTheFilesThatItCouldRead,
                        "Contents.keepsAChangeOutWhoseContentBreaksOff",
                        "Contents.keepsAChangeOutWhoseContentCannotBeOpened",
                        "Contents.keepsOutThoseChangesAloneWhoseContentCannotBeReadAsItSaysItIs"),
                PlantedBug.writing(
                        "lets one content fail the whole write",
                        ContentBugs::letsOneContentFailTheWholeWrite,
                        "Contents.keepsOutThoseChangesAloneWhoseContentCannotBeReadAsItSaysItIs"),
                PlantedBug.writing(
                        "pads what is too short",
                        ContentBugs::padsWhatIsTooShort,
                        "Contents.keepsOutThoseChangesAloneWhoseContentCannotBeReadAsItSaysItIs"),
                PlantedBug.writing(
                        "refuses what the engine stops",
                        ContentBugs::refusesWhatTheEngineStops,
                        "Contents.letsTheEnginesSignalPassThatAContentThrows"));
    }

    static List<ChangeOutcome> decodesPercentSigns(Sound sound, WriteRequest request) throws InterruptedException {
        return sound.write(Edits.changes(
                request,
                change -> Edits.paths(
                        change, path -> Optional.of(StorePath.of(path.toString().replace("%2e", "~"))))));
    }

    static List<ChangeOutcome> takesNamesForOptionsWhenItRemoves(Sound sound, WriteRequest request)
            throws InterruptedException {
        Map<String, byte[]> before = sound.place().files();
        List<ChangeOutcome> outcomes = sound.write(request);
        before.keySet().removeAll(sound.place().files().keySet());
        before.forEach((path, bytes) -> {
            if (StorePath.existing(path).name().startsWith("-")) {
                sound.place().put(path, bytes);
            }
        });
        return outcomes;
    }

    static List<ChangeOutcome> turnsLineEndsOfText(Sound sound, WriteRequest request) throws InterruptedException {
        return sound.write(Edits.changes(
                request,
                change -> Edits.contents(
                        change,
                        (path, content) -> path.name().endsWith(".txt")
                                ? Content.of(new String(content.bytes(), StandardCharsets.UTF_8).replace("\r\n", "\n"))
                                : content)));
    }

    static List<ChangeOutcome> readsOnce(Sound sound, WriteRequest request) throws InterruptedException {
        return openingBy(sound, request, content -> {
            byte[] buffer = new byte[(int) content.size() + 1];
            try (InputStream in = content.open()) {
                int read = in.read(buffer);
                return new ByteArrayInputStream(buffer, 0, Math.max(read, 0));
            }
        });
    }

    static List<ChangeOutcome> takesWhatCannotBeOpenedForEmpty(Sound sound, WriteRequest request)
            throws InterruptedException {
        return openingBy(sound, request, content -> {
            try {
                return content.open();
            } catch (IOException e) {
                return InputStream.nullInputStream();
            }
        });
    }

    static List<ChangeOutcome> takesWhatBreaksOffForTheWhole(Sound sound, WriteRequest request)
            throws InterruptedException {
        return openingBy(sound, request, content -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (InputStream in = content.open()) {
                try {
                    in.transferTo(out);
                } catch (IOException e) {
                    // the bug: what came is kept
                }
            }
            return new ByteArrayInputStream(out.toByteArray());
        });
    }

    static List<ChangeOutcome> writesTheFilesThatItCouldRead(Sound sound, WriteRequest request)
            throws InterruptedException {
        return Edits.outcomes(request, sound.write(request), (change, outcome) -> {
            boolean unread = outcome.refusal()
                    .filter(why -> why.reason() == PluginException.Reason.UNAVAILABLE)
                    .isPresent();
            if (unread) {
                byte[] first = change.files().values().iterator().next().bytes();
                sound.place().put(change.files().keySet().iterator().next().toString(), first);
            }
            return outcome;
        });
    }

    static List<ChangeOutcome> refusesWhatTheEngineStops(Sound sound, WriteRequest request)
            throws InterruptedException {
        return sound.write(Edits.changes(
                request,
                change -> Edits.contents(
                        change,
                        (path, content) -> Content.of(content.size(), () -> {
                            try {
                                return content.open();
                            } catch (RuntimeException e) {
                                throw new IOException(e);
                            }
                        }))));
    }

    static List<ChangeOutcome> letsOneContentFailTheWholeWrite(Sound sound, WriteRequest request)
            throws InterruptedException {
        Map<String, byte[]> before = sound.place().files();
        List<ChangeOutcome> outcomes = sound.write(request);
        Optional<PluginException> first = outcomes.stream()
                .flatMap(outcome -> outcome.refusal().stream())
                .filter(why -> why.reason() == PluginException.Reason.UNAVAILABLE)
                .findFirst();
        if (first.isPresent()) {
            List.copyOf(sound.place().files().keySet()).forEach(sound.place()::remove);
            before.forEach(sound.place()::put);
            throw first.get();
        }
        return outcomes;
    }

    static List<ChangeOutcome> padsWhatIsTooShort(Sound sound, WriteRequest request) throws InterruptedException {
        return openingBy(sound, request, content -> {
            byte[] bytes = new byte[(int) content.size()];
            try (InputStream in = content.open()) {
                in.readNBytes(bytes, 0, bytes.length);
            }
            return new ByteArrayInputStream(bytes);
        });
    }

    /** What a bug makes of a content. */
    @FunctionalInterface
    private interface Opening {
        InputStream open(Content content) throws IOException;
    }

    /** A bug takes what it reads for the whole. */
    private static List<ChangeOutcome> openingBy(Sound sound, WriteRequest request, Opening opening)
            throws InterruptedException {
        return sound.write(
                Edits.changes(request, change -> Edits.contents(change, (path, content) -> asRead(content, opening))));
    }

    private static Content asRead(Content content, Opening opening) {
        try (InputStream in = opening.open(content)) {
            return Content.of(in.readAllBytes());
        } catch (IOException e) {
            return Content.of(content.size(), () -> {
                throw e;
            });
        }
    }
}
