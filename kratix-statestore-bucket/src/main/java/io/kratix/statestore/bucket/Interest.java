// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.model.StorePath;
import io.kratix.spi.statestore.StateStoreChange;
import java.util.Set;
import java.util.TreeSet;

/** Which objects matter to a change. */
final class Interest {
    private Interest() {}

    /** {@return what is or may become the change's own, and what lies below its files} */
    static Set<KeyRange> own(StateStoreChange change) {
        Set<KeyRange> ranges = new TreeSet<>();
        change.directories().forEach(directory -> ranges.add(KeyRange.below(directory.toString())));
        for (StorePath file : change.files().keySet()) {
            if (!isInOwnDirectory(change, file)) {
                ranges.add(KeyRange.key(file.toString()));
                ranges.add(KeyRange.anyBelow(file.toString()));
            }
        }
        for (StorePath file : change.absent()) {
            if (!isInOwnDirectory(change, file)) {
                ranges.add(KeyRange.key(file.toString()));
            }
        }
        return ranges;
    }

    /** {@return names that must be directories, and that an object could have all the same} */
    static Set<String> directories(StateStoreChange change) {
        Set<String> names = new TreeSet<>();
        for (StorePath directory : change.directories()) {
            if (!directory.isRoot()) {
                names.add(directory.toString());
            }
            directory.ancestors().forEach(above -> names.add(above.toString()));
        }
        for (StorePath file : change.files().keySet()) {
            if (!isInOwnDirectory(change, file)) {
                file.ancestors().forEach(above -> names.add(above.toString()));
            }
        }
        return names;
    }

    private static boolean isInOwnDirectory(StateStoreChange change, StorePath file) {
        return change.directories().stream().anyMatch(file::startsWith);
    }
}
