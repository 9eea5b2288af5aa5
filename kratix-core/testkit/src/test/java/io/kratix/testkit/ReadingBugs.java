// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.testkit.BuggyStateStore.Sound;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Bugs that {@link ReadingRules} and {@link LostPlaceRules} find. */
final class ReadingBugs {
    private ReadingBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.reading(
                        "takes the root for a name",
                        ReadingBugs::takesTheRootForAName,
                        "Reading.showsEverythingBelowTheRoot"),
                PlantedBug.reading(
                        "gives relative paths",
                        ReadingBugs::givesRelativePaths,
                        "Contents.keepsFilesOfOddNames",
                        "Contents.keepsLargeContentThatComesInPieces",
                        "Reading.givesContentsThatCanBeOpenedAgain",
                        "Reading.givesTheTreeWhenItIsNoLongerAsKnown",
                        "Reading.neverShowsNewerBytesInATreeThatIsOpen",
                        "Reading.showsADirectoryUnderWholePathsWithoutItsNeighbours",
                        "Reading.showsASingleFile",
                        "Reading.showsWhatOthersWrote"),
                PlantedBug.reading(
                        "looks by prefix",
                        ReadingBugs::looksByPrefix,
                        "Reading.keepsTheFingerprintWhateverHappensElsewhere",
                        "Reading.neverShowsNewerBytesInATreeThatIsOpen",
                        "Reading.showsADirectoryUnderWholePathsWithoutItsNeighbours",
                        "Reading.showsWhatOthersWrote"),
                PlantedBug.reading(
                        "knows directories alone",
                        ReadingBugs::knowsDirectoriesAlone,
                        "Contents.keepsLargeContentThatComesInPieces",
                        "Reading.showsASingleFile"),
                PlantedBug.reading(
                        "loses where nothing is",
                        ReadingBugs::losesWhereNothingIs,
                        "Reading.showsAnEmptyTreeWhereNothingIs",
                        "Reading.tellsEmptyAndFullApartByTheFingerprint"),
                PlantedBug.reading(
                        "gives what is known",
                        ReadingBugs::givesWhatIsKnown,
                        "Reading.givesNothingWhileTheTreeIsAsKnown"),
                PlantedBug.reading(
                        "fingerprints names alone",
                        ReadingBugs::fingerprintsNamesAlone,
                        "Reading.givesTheTreeWhenItIsNoLongerAsKnown"),
                PlantedBug.reading(
                        "fingerprints the whole store",
                        ReadingBugs::fingerprintsTheWholeStore,
                        "Reading.keepsTheFingerprintWhateverHappensElsewhere"),
                PlantedBug.reading(
                        "fingerprints sizes alone",
                        ReadingBugs::fingerprintsSizesAlone,
                        "Reading.tellsEmptyAndFullApartByTheFingerprint"),
                PlantedBug.reading(
                        "gives streams that can be read once",
                        ReadingBugs::givesStreamsThatCanBeReadOnce,
                        "Reading.givesContentsThatCanBeOpenedAgain"),
                PlantedBug.reading(
                        "gives contents of now",
                        ReadingBugs::givesContentsOfNow,
                        "Reading.neverShowsNewerBytesInATreeThatIsOpen"),
                PlantedBug.reading(
                        "takes a place that is gone for empty",
                        ReadingBugs::takesAPlaceThatIsGoneForEmpty,
                        "LostPlace.readsAFailureAndNoEmptyTree"));
    }

    static Optional<StoredTree> takesTheRootForAName(Sound sound, ReadRequest request) {
        return request.path().isRoot()
                ? tree(request, sound, path -> false)
                : sound.store().read(request);
    }

    static Optional<StoredTree> givesRelativePaths(Sound sound, ReadRequest request) {
        Map<StorePath, Content> files = new TreeMap<>();
        StoredTree tree = sound.tree(request.path());
        tree.files().forEach((path, content) -> files.put(request.path().relativize(path), content));
        return unlessKnown(request, tree.fingerprint(), files);
    }

    static Optional<StoredTree> looksByPrefix(Sound sound, ReadRequest request) {
        return tree(request, sound, path -> path.toString()
                .startsWith(request.path().toString()));
    }

    static Optional<StoredTree> knowsDirectoriesAlone(Sound sound, ReadRequest request) {
        return tree(request, sound, path -> path.startsWith(request.path()) && !path.equals(request.path()));
    }

    static Optional<StoredTree> losesWhereNothingIs(Sound sound, ReadRequest request) {
        if (sound.tree(request.path()).files().isEmpty()) {
            throw PluginException.lost("'" + request.path() + "' is not there");
        }
        return sound.store().read(request);
    }

    static Optional<StoredTree> givesWhatIsKnown(Sound sound, ReadRequest request) {
        return Optional.of(sound.tree(request.path()));
    }

    static Optional<StoredTree> fingerprintsNamesAlone(Sound sound, ReadRequest request) {
        Map<StorePath, Content> files = sound.tree(request.path()).files();
        return unlessKnown(request, "names" + files.keySet(), files);
    }

    static Optional<StoredTree> fingerprintsTheWholeStore(Sound sound, ReadRequest request) {
        return unlessKnown(
                request,
                sound.tree(StorePath.ROOT).fingerprint(),
                sound.tree(request.path()).files());
    }

    static Optional<StoredTree> fingerprintsSizesAlone(Sound sound, ReadRequest request) {
        Map<StorePath, Content> files = sound.tree(request.path()).files();
        long size = files.values().stream().mapToLong(Content::size).sum();
        return unlessKnown(request, "size-" + size, files);
    }

    static Optional<StoredTree> givesStreamsThatCanBeReadOnce(Sound sound, ReadRequest request) {
        return contents(sound, request, content -> {
            AtomicBoolean opened = new AtomicBoolean();
            return Content.of(
                    content.size(), () -> opened.getAndSet(true) ? InputStream.nullInputStream() : content.open());
        });
    }

    /** Its listing is of one moment and its contents are of another. Readers in a pool are spared: they would find that now
     * and then only. */
    static Optional<StoredTree> givesContentsOfNow(Sound sound, ReadRequest request) {
        Map<StorePath, Content> now = new TreeMap<>();
        StoredTree tree = sound.tree(request.path());
        if (Thread.currentThread().getName().startsWith("pool-")) {
            return sound.store().read(request);
        }
        tree.files().forEach((path, content) -> now.put(path, Content.of(content.size(), () -> current(sound, path))));
        return unlessKnown(request, tree.fingerprint(), now);
    }

    static Optional<StoredTree> takesAPlaceThatIsGoneForEmpty(Sound sound, ReadRequest request) {
        try {
            return sound.store().read(request);
        } catch (PluginException e) {
            if (e.reason() != Reason.LOST) {
                throw e;
            }
            return unlessKnown(request, "empty", Map.of());
        }
    }

    private static InputStream current(Sound sound, StorePath path) throws IOException {
        Content content = sound.tree(path).files().get(path);
        if (content == null) {
            throw new IOException(path + " is gone");
        }
        return content.open();
    }

    private static Optional<StoredTree> tree(ReadRequest request, Sound sound, Predicate<StorePath> shown) {
        Map<StorePath, Content> files = new TreeMap<>(sound.tree(StorePath.ROOT).files());
        files.keySet().removeIf(path -> !shown.test(path));
        StringBuilder fingerprint = new StringBuilder("tree");
        files.forEach((path, content) ->
                fingerprint.append(' ').append(path).append(' ').append(content.sha256()));
        return unlessKnown(request, fingerprint.toString(), files);
    }

    private static Optional<StoredTree> contents(Sound sound, ReadRequest request, UnaryOperator<Content> edit) {
        StoredTree tree = sound.tree(request.path());
        Map<StorePath, Content> files = new TreeMap<>(tree.files());
        files.replaceAll((path, content) -> edit.apply(content));
        return unlessKnown(request, tree.fingerprint(), files);
    }

    private static Optional<StoredTree> unlessKnown(
            ReadRequest request, String fingerprint, Map<StorePath, Content> files) {
        return request.isKnown(fingerprint)
                ? Optional.empty()
                : Optional.of(StoredTree.of(fingerprint, files, () -> {}));
    }
}
