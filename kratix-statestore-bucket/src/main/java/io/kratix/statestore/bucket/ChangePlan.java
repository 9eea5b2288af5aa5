// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What has to be done for one change, and how far that has come. Used by one thread. */
final class ChangePlan {
    private final StateStoreChange change;
    private final NavigableMap<String, Listed> found;
    private final NavigableSet<String> removals = new TreeSet<>();
    private final List<Upload> uploads = new ArrayList<>();
    private final SortedMap<StorePath, Held> held = new TreeMap<>();
    private boolean altered;
    private @Nullable PluginException refusal;

    /**
     * Begins a plan.
     *
     * @param change what shall hold
     * @param found the objects of the bucket that matter to this change, and maybe others
     */
    ChangePlan(StateStoreChange change, NavigableMap<String, Listed> found) {
        this.change = change;
        this.found = found;
        collectRemovals();
        obstacle().ifPresent(why -> refuse(PluginException.rejected(why)));
    }

    /** {@return files that are there in some content, which has to be looked at} */
    Map<StorePath, Listed> present() {
        Map<StorePath, Listed> present = new TreeMap<>();
        change.files().keySet().forEach(file -> {
            Listed there = found.get(file.toString());
            if (there != null) {
                present.put(file, there);
            }
        });
        return present;
    }

    Content content(StorePath file) {
        Content content = change.files().get(file);
        if (content == null) {
            throw new IllegalArgumentException("'" + file + "' is no file of " + change);
        }
        return content;
    }

    /** Notes that a file is there with the right content. */
    void isThere(StorePath file, Held what) {
        held.put(file, what);
    }

    /** Decides what to put; everything about files that are there has been noted. */
    void decide() {
        for (Map.Entry<StorePath, Content> file : change.files().entrySet()) {
            if (!held.containsKey(file.getKey())) {
                Optional<Listed> there =
                        Optional.ofNullable(found.get(file.getKey().toString()));
                uploads.add(new Upload(this, file.getKey(), file.getValue(), there));
                if (there.isPresent() && change.claims(file.getKey())) {
                    refuse(PluginException.rejected(
                            "'" + file.getKey() + "' is there already, with other content that somebody else wrote"));
                }
            }
        }
    }

    /** {@return files that can be put while everything else is still there} */
    List<Upload> firstUploads() {
        return uploads.stream().filter(upload -> !needsRoom(upload)).toList();
    }

    /** {@return files that stand where a directory was, or the other way round} */
    List<Upload> lastUploads() {
        return uploads.stream().filter(this::needsRoom).toList();
    }

    /** {@return the objects that have to go} */
    NavigableSet<String> removals() {
        return removals;
    }

    void wasPut(Upload upload, Held what) {
        altered = true;
        held.put(upload.path(), what);
    }

    void wasRemoved() {
        altered = true;
    }

    /** Gives the change up; the first reason is told. */
    void refuse(PluginException why) {
        if (refusal == null) {
            refusal = why;
        }
    }

    Optional<PluginException> refusal() {
        return Optional.ofNullable(refusal);
    }

    boolean isRefused() {
        return refusal != null;
    }

    ChangeOutcome outcome() {
        if (refusal != null) {
            return ChangeOutcome.refused(refusal);
        }
        return altered ? ChangeOutcome.written(Revision.of(held)) : ChangeOutcome.unchanged(Revision.of(held));
    }

    private void collectRemovals() {
        for (StorePath directory : change.directories()) {
            removals.addAll(below(directory).keySet());
            removals.add(directory.toString());
        }
        change.absent().forEach(file -> removals.add(file.toString()));
        removals.removeIf(key -> !found.containsKey(key) || !change.removes(StorePath.existing(key)));
    }

    private NavigableMap<String, Listed> below(StorePath directory) {
        String name = directory.toString();
        return directory.isRoot() ? found : found.subMap(name + "/", true, name + "0", false);
    }

    private boolean needsRoom(Upload upload) {
        boolean above = upload.path().ancestors().stream().anyMatch(path -> removals.contains(path.toString()));
        String below = upload.key() + "/";
        String next = removals.ceiling(below);
        return above || (next != null && next.startsWith(below));
    }

    /** {@return what of others stands in the way} */
    private Optional<String> obstacle() {
        for (StorePath file : change.files().keySet()) {
            for (StorePath ancestor : file.ancestors()) {
                if (found.containsKey(ancestor.toString()) && !change.removes(ancestor)) {
                    return Optional.of("'" + ancestor + "' is a file that somebody else wrote, and '" + file
                            + "' needs a directory there");
                }
            }
            for (String other : below(file).keySet()) {
                if (!change.removes(StorePath.existing(other))) {
                    return Optional.of("'" + file + "' is a directory in which somebody else wrote '" + other + "'");
                }
            }
        }
        return Optional.empty();
    }
}
