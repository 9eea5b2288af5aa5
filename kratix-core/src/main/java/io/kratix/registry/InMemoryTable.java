// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Entries by key, and their keys by index. Guarded by the registry's lock. */
final class InMemoryTable<T> {
    private final Table<T> table;
    private final TreeMap<String, Stored<T>> entries = new TreeMap<>();
    private final Map<String, NavigableSet<String>> keysByIndex = new HashMap<>();
    private long lastVersion;

    InMemoryTable(Table<T> table) {
        this.table = table;
    }

    Optional<Stored<T>> find(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    long count(Query query) {
        return keys(query).size();
    }

    private NavigableSet<String> keys(Query query) {
        return query.index().isEmpty()
                ? entries.navigableKeySet()
                : keysByIndex.getOrDefault(query.index() + "=" + query.value(), Collections.emptyNavigableSet());
    }

    List<Stored<T>> list(Query query) {
        return keys(query).tailSet(query.after(), query.after().isEmpty()).stream()
                .limit(query.limit())
                .map(entries::get)
                .toList();
    }

    long versionOf(String key) {
        @Nullable Stored<T> stored = entries.get(key);
        return stored == null ? 0 : stored.version();
    }

    void put(String key, T value) {
        remove(key);
        // never reused, so that an entry that was removed and made again is not taken for the one before
        entries.put(key, new Stored<>(table, key, value, ++lastVersion));
        table.indexesOf(value).forEach((index, indexed) -> keysByIndex
                .computeIfAbsent(index + "=" + indexed, name -> new TreeSet<>())
                .add(key));
    }

    void remove(String key) {
        @Nullable Stored<T> removed = entries.remove(key);
        if (removed == null) {
            return;
        }
        table.indexesOf(removed.value()).forEach((index, indexed) -> {
            String name = index + "=" + indexed;
            NavigableSet<String> keys = keysByIndex.getOrDefault(name, Collections.emptyNavigableSet());
            keys.remove(key);
            if (keys.isEmpty()) {
                keysByIndex.remove(name);
            }
        });
    }
}
