// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows the queue in the database: what is first in it, read along indexes, and how much there is, counted in them. */
final class JdbcOverview {
    private static final String COLUMNS = "SELECT type, subject, lane, share, due, ordinal, reason FROM {task}";
    private static final String IN_ORDER = " ORDER BY due, ordinal LIMIT ?";

    private final String sizes;
    private final String active;
    private final String due;
    private final String waiting;
    private final String retries;
    private final String about;

    JdbcOverview(TableNames names) {
        sizes = names.in("SELECT (SELECT COUNT(*) FROM {task} WHERE token <> ''),"
                + " (SELECT COUNT(*) FROM {task} WHERE token = '' AND due <= ?),"
                + " (SELECT COUNT(*) FROM {task} WHERE token = '' AND due > ?)");
        active = names.in(COLUMNS + " WHERE token <> ''" + IN_ORDER);
        due = names.in(COLUMNS + " WHERE token = '' AND due <= ?" + IN_ORDER);
        waiting = names.in(COLUMNS + " WHERE token = '' AND due > ?" + IN_ORDER);
        retries = names.in(COLUMNS + " WHERE token = '' AND reason <> '' AND due > ?" + IN_ORDER);
        String keys = Arrays.stream(Task.Type.values()).map(type -> "?").collect(Collectors.joining(", "));
        about = names.in(COLUMNS + " WHERE key IN (" + keys + ") AND token = '' AND due > ?" + IN_ORDER);
    }

    QueueState state(Link link, long now) throws SQLException {
        List<Row> first = rows(link, due, now, QueueState.MOST_SHOWN);
        Optional<Duration> oldest = first.stream().findFirst().map(row -> Duration.ofMillis(now - row.due()));
        return new QueueState(
                tasks(rows(link, active, QueueState.MOST_SHOWN)),
                tasks(first),
                waits(rows(link, waiting, now, QueueState.MOST_SHOWN), now),
                size(link, now),
                oldest);
    }

    List<QueueState.Waiting> retries(Link link, int limit, long now) throws SQLException {
        return waits(rows(link, retries, now, limit), now);
    }

    List<QueueState.Waiting> waiting(Link link, String subject, long now) throws SQLException {
        Stream<Object> keys = Arrays.stream(Task.Type.values()).map(type -> Task.key(type, subject));
        Object[] parameters =
                Stream.concat(keys, Stream.of(now, QueueState.MOST_SHOWN)).toArray();
        return waits(rows(link, about, parameters), now);
    }

    private QueueState.Size size(Link link, long now) throws SQLException {
        try (ResultSet rows = link.statement(sizes, now, now).executeQuery()) {
            rows.next();
            return new QueueState.Size(rows.getLong(1), rows.getLong(2), rows.getLong(3));
        }
    }

    /** A task as it stands in the queue. */
    private record Row(Task task, long due, String reason) {}

    private static List<Row> rows(Link link, String sql, Object... parameters) throws SQLException {
        List<Row> read = new ArrayList<>();
        try (ResultSet rows = link.statement(sql, parameters).executeQuery()) {
            while (rows.next()) {
                read.add(new Row(JdbcQueue.task(rows), rows.getLong("due"), rows.getString("reason")));
            }
        }
        return read;
    }

    private static List<Task> tasks(List<Row> rows) {
        return rows.stream().map(Row::task).toList();
    }

    private static List<QueueState.Waiting> waits(List<Row> rows, long now) {
        return rows.stream()
                .map(row -> new QueueState.Waiting(row.task(), Duration.ofMillis(row.due() - now), row.reason()))
                .toList();
    }
}
