// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Content;
import io.kratix.model.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What happened: the newest events alone. */
final class JdbcEvents {
    private static final int KEPT = 10_000;
    private static final Codec.Files NO_FILES = new Codec.Files() {
        @Override
        public void refersTo(Content content) {
            throw new IllegalStateException("an event refers to no content");
        }

        @Override
        public Content content(String sha256, long size) {
            throw new IllegalStateException("an event refers to no content");
        }
    };

    private final RecordCodec<Event> codec = new RecordCodec<>(Event.class);
    private final String insert;
    private final String newest;
    private final String about;
    private final String trim;

    JdbcEvents(TableNames names) {
        insert = names.in("INSERT INTO {event} (about, body) VALUES (?, ?)");
        newest = names.in("SELECT body FROM {event} ORDER BY number DESC LIMIT " + KEPT);
        about = names.in("SELECT body FROM {event} WHERE about = ? ORDER BY number DESC LIMIT " + KEPT);
        trim = names.in("DELETE FROM {event} WHERE number <= (SELECT number FROM {event} ORDER BY number DESC LIMIT 1"
                + " OFFSET " + KEPT + ")");
    }

    void add(Batch batch, List<Event> events) {
        events.forEach(
                event -> batch.add(insert, event.about().toString(), JsonText.print(codec.write(event, NO_FILES))));
    }

    /** Adds the removal of those that are too old. */
    void trim(Batch batch) {
        batch.add(trim);
    }

    List<Event> list(Link link, String object) throws SQLException {
        List<Event> events = new ArrayList<>();
        try (ResultSet rows =
                (object.isEmpty() ? link.statement(newest) : link.statement(about, object)).executeQuery()) {
            while (rows.next()) {
                events.add(codec.read(JsonText.parse(rows.getString(1)), NO_FILES));
            }
        }
        Collections.reverse(events);
        return events;
    }
}
