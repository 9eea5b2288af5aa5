// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What differs from mode to mode. */
interface Scheme {
    /** {@return the path below which everything of the Destination lies} */
    StorePath root();

    /** {@return where the canary of the dependencies lies} */
    StorePath dependenciesRoot();

    /** {@return where the canary of the resources lies} */
    StorePath resourcesRoot();

    /** {@return everywhere that some owner could have an area, or a file outside of one} */
    List<PathPattern> areas();

    /** {@return the directories that an owner has for itself} */
    Set<StorePath> area(LayoutOwner owner);

    /** {@return an owner's files, by whole path} */
    Map<StorePath, Content> files(LayoutOwner owner, List<PlacedGroup> groups);
}
