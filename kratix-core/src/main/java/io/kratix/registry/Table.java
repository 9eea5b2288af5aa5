// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One kind of entries of a registry: how an entry's key and the values it is found by follow from the entry.
 *
 * @param <T> the entries, immutable values
 */
public final class Table<T> {
    /** Objects as people declared them, with what the engine reports of them. */
    public static final Table<RegisteredObject> OBJECTS =
            new Table<>("objects", RegisteredObject.class, RegisteredObject::key, RegisteredObject::indexes);

    /** Works, with their files. */
    public static final Table<RegisteredWork> WORKS =
            new Table<>("works", RegisteredWork.class, RegisteredWork::key, RegisteredWork::indexes);

    /** Where each workload group is. */
    public static final Table<RegisteredPlacement> PLACEMENTS = new Table<>(
            "placements", RegisteredPlacement.class, RegisteredPlacement::key, RegisteredPlacement::indexes);

    /** What shall hold, and what holds, for each owner on each Destination. */
    public static final Table<OwnerState> OWNERS =
            new Table<>("owners", OwnerState.class, OwnerState::key, OwnerState::indexes);

    /** How often owners took single files, by Destination. */
    public static final Table<FilesTaken> FILES_TAKEN =
            new Table<>("files-taken", FilesTaken.class, FilesTaken::destination, taken -> Map.of());

    /** Tries of Pipelines. */
    public static final Table<RunRecord> RUNS = new Table<>("runs", RunRecord.class, RunRecord::id, RunRecord::indexes);

    /** Every table. */
    static final List<Table<?>> ALL = List.of(OBJECTS, WORKS, PLACEMENTS, OWNERS, FILES_TAKEN, RUNS);

    /** Counts the changes of what entries are found by: stored ones are indexed anew when it has grown. */
    static final int INDEX_RULES = 4;

    private final String name;
    private final Class<T> type;
    private final Function<T, String> key;
    private final Function<T, Map<String, String>> indexes;

    private Table(String name, Class<T> type, Function<T, String> key, Function<T, Map<String, String>> indexes) {
        this.name = name;
        this.type = type;
        this.key = key;
        this.indexes = indexes;
    }

    /** {@return the table's name} */
    public String name() {
        return name;
    }

    /** {@return the type of its entries} */
    Class<T> type() {
        return type;
    }

    /**
     * {@return the key of an entry, unique in the table}
     *
     * @param entry an entry
     */
    public String keyOf(T entry) {
        return key.apply(entry);
    }

    /**
     * {@return the values that an entry is found by, by index}
     *
     * @param entry an entry
     */
    public Map<String, String> indexesOf(T entry) {
        return indexes.apply(entry);
    }

    /** {@return the table's name} */
    @Override
    public String toString() {
        return name;
    }
}
