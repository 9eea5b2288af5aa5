// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What shall hold for a Destination itself, besides its owners' files.
 *
 * @param files what shall be there
 * @param absent what shall not be there
 */
public record Registration(Map<StorePath, Content> files, Set<StorePath> absent) {
    /** Copies both, in path order. */
    public Registration {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        absent = Collections.unmodifiableSet(new TreeSet<>(absent));
    }
}
