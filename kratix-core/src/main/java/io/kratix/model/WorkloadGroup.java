// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.List;

/**
 * Files of a Work that go to a Destination together.
 *
 * @param directory the directory of the output that they come from; {@code .} for everything that no other group has
 * @param workloads the files
 * @param selectors which Destinations they ask for
 */
public record WorkloadGroup(String directory, List<Workload> workloads, List<DestinationSelector> selectors) {
    /** The directory of the group that holds what no other group does. */
    public static final String ROOT_DIRECTORY = ".";

    private static final String ROOT_ID = ObjectNames.md5(ROOT_DIRECTORY);

    /** Copies both lists. */
    public WorkloadGroup {
        workloads = List.copyOf(workloads);
        selectors = List.copyOf(selectors);
    }

    /** {@return the group's id: the MD5 of its directory's name in lower-case hex, as Kratix has it} */
    public String id() {
        return directory.equals(ROOT_DIRECTORY) ? ROOT_ID : ObjectNames.md5(directory);
    }

    /** {@return the first five characters of {@link #id}, which stand in paths and names} */
    public String shortId() {
        return id().substring(0, 5);
    }
}
