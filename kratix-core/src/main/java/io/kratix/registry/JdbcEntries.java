// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Content;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The entries of all tables, and what they are found by. */
final class JdbcEntries {
    private static final Comparator<Change> ORDER =
            Comparator.comparing((Change change) -> change.kind).thenComparing(change -> change.key);

    private final Map<Table<?>, EntryCodec<?>> codecs =
            Table.ALL.stream().collect(Collectors.toMap(Function.identity(), table -> new EntryCodec<>(table)));
    private final JdbcContents contents;
    private final String find;
    private final String all;
    private final String indexed;
    private final String countAll;
    private final String countIndexed;
    private final String insert;
    private final String update;
    private final String delete;
    private final String expect;
    private final String index;
    private final String unindex;

    JdbcEntries(JdbcContents contents, TableNames names, Dialect dialect) {
        this.contents = contents;
        find = names.in("SELECT key, version, body FROM {entry} WHERE kind = ? AND key = ?");
        all = names.in("SELECT key, version, body FROM {entry} WHERE kind = ? AND key > ? ORDER BY key LIMIT ?");
        indexed =
                names.in("SELECT e.key, e.version, e.body FROM {entry_index} i JOIN {entry} e ON e.kind = ? AND e.key ="
                        + " i.key WHERE i.name = ? AND i.value = ? AND i.key > ? ORDER BY i.key LIMIT ?");
        countAll = names.in("SELECT COUNT(*) FROM {entry} WHERE kind = ?");
        countIndexed = names.in("SELECT COUNT(*) FROM {entry_index} WHERE name = ? AND value = ?");
        insert = names.in("INSERT INTO {entry} (kind, key, version, format, body) VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT (kind, key) DO NOTHING");
        update = names.in(
                "UPDATE {entry} SET version = ?, format = ?, body = ? WHERE kind = ? AND key = ? AND version =" + " ?");
        delete = names.in("DELETE FROM {entry} WHERE kind = ? AND key = ? AND version = ?");
        expect =
                names.in("SELECT 1 FROM {entry} WHERE kind = ? AND key = ? AND version = ?") + dialect.lockForReading();
        index = names.in("INSERT INTO {entry_index} (name, value, key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
        unindex = names.in("DELETE FROM {entry_index} WHERE name = ? AND value = ? AND key = ?");
    }

    /** {@return an entry by its key, if there is one} */
    <T> EntryCache.Found<T> find(Link link, Table<T> table, String key) throws SQLException {
        return read(link.statement(find, table.name(), key), table);
    }

    <T> EntryCache.Found<T> list(Link link, Table<T> table, Query query) throws SQLException {
        PreparedStatement statement = query.index().isEmpty()
                ? link.statement(all, table.name(), query.after(), query.limit())
                : link.statement(
                        indexed,
                        table.name(),
                        indexName(table, query.index()),
                        query.value(),
                        query.after(),
                        query.limit());
        return read(statement, table);
    }

    long count(Link link, Table<?> table, Query query) throws SQLException {
        PreparedStatement statement = query.index().isEmpty()
                ? link.statement(countAll, table.name())
                : link.statement(countIndexed, indexName(table, query.index()), query.value());
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** {@return whether an entry is still as it was read, and will be until the transaction ends} */
    boolean holds(Link link, Stored<?> expected) throws SQLException {
        try (ResultSet rows = link.statement(expect, expected.table().name(), expected.key(), expected.version())
                .executeQuery()) {
            return rows.next();
        }
    }

    /** What a write means for the tables: worked out before the transaction begins. */
    private record Change(
            String kind,
            String key,
            long expected,
            Optional<String> body,
            Map<String, Content> contentsBefore,
            Map<String, Content> contentsAfter,
            Map<String, String> indexesBefore,
            Map<String, String> indexesAfter) {}

    /**
     * Adds the writes of a step, in an order that is the same for all steps.
     *
     * @param batch where to
     * @param step the step
     * @param firstVersion the first of as many versions as the step has writes
     * @param now the registry's time
     */
    void write(Batch batch, Step step, long firstVersion, long now) {
        List<Change> changes = new ArrayList<>();
        step.writes().forEach(write -> changes.add(change(write)));
        changes.sort(ORDER);
        long version = firstVersion;
        for (Change change : changes) {
            write(batch, change, version++);
        }
        changes.forEach(change -> index(batch, change));
        changes.forEach(change -> contents.change(batch, change.contentsBefore, change.contentsAfter, now));
    }

    private <T> Change change(Step.Write<T> write) {
        Optional<T> after = Optional.ofNullable(write.value());
        Optional<T> before = write.before().map(Stored::value);
        EntryCodec<T> codec = codec(write.table());
        Optional<EntryCodec.Encoded> encoded = after.map(codec::encode);
        boolean refers = write.table() == Table.WORKS;
        return new Change(
                write.table().name(),
                write.key(),
                write.expected(),
                encoded.map(EntryCodec.Encoded::text),
                refers ? before.map(entry -> codec.encode(entry).contents()).orElse(Map.of()) : Map.of(),
                encoded.map(EntryCodec.Encoded::contents).orElse(Map.of()),
                before.map(write.table()::indexesOf).orElse(Map.of()),
                after.map(write.table()::indexesOf).orElse(Map.of()));
    }

    private void write(Batch batch, Change change, long version) {
        String what = change.kind + " '" + change.key + "'";
        if (change.body.isEmpty()) {
            batch.addExpecting(what, delete, change.kind, change.key, change.expected);
        } else if (change.expected == 0) {
            batch.addExpecting(what, insert, change.kind, change.key, version, EntryCodec.FORMAT, change.body.get());
        } else {
            batch.addExpecting(
                    what,
                    update,
                    version,
                    EntryCodec.FORMAT,
                    change.body.get(),
                    change.kind,
                    change.key,
                    change.expected);
        }
    }

    private void index(Batch batch, Change change) {
        change.indexesBefore.forEach((name, value) -> {
            if (!value.equals(change.indexesAfter.get(name))) {
                batch.add(unindex, change.kind + "." + name, value, change.key);
            }
        });
        change.indexesAfter.forEach((name, value) -> {
            if (!value.equals(change.indexesBefore.get(name))) {
                batch.add(index, change.kind + "." + name, value, change.key);
            }
        });
    }

    /** Adds what an entry is found by. */
    <T> void index(Batch batch, Stored<T> stored) {
        stored.table()
                .indexesOf(stored.value())
                .forEach((name, value) -> batch.add(index, indexName(stored.table(), name), value, stored.key()));
    }

    private static String indexName(Table<?> table, String index) {
        return table.name() + "." + index;
    }

    private <T> EntryCache.Found<T> read(PreparedStatement statement, Table<T> table) throws SQLException {
        EntryCodec<T> codec = codec(table);
        List<Stored<T>> entries = new ArrayList<>();
        long characters = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String key = rows.getString(1);
                String body = rows.getString(3);
                T value = codec.decode(key, body, contents::stored);
                entries.add(new Stored<>(table, key, value, rows.getLong(2)));
                characters += body.length();
            }
        }
        return new EntryCache.Found<>(List.copyOf(entries), characters);
    }

    @SuppressWarnings("unchecked")
    private <T> EntryCodec<T> codec(Table<T> table) {
        return (EntryCodec<T>) java.util.Objects.requireNonNull(codecs.get(table));
    }
}
