// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Picks the tasks that are claimed next. It looks into those lines alone that may have such a task, so that neither the
 * length of the queue nor the number of Promises counts; for one thread at a time, but for what it is told.
 */
final class JdbcClaims {
    /** The lines that are looked into at once; when there are more, they take turns. */
    private static final int MOST_LINES = 16;

    /** Nobody tells of tasks that came in another way than through this registry. */
    private static final long WALK_EVERY_MILLIS = 10_000;

    private final String walk;
    private final String load;
    private final String lineOf;
    private final String earliestEnd;
    private final String claim;
    private final JdbcLine.Reader reader;
    private final ShareTurns turns = new ShareTurns();
    private final Lines lines = new Lines(turns);
    private long walked;
    private volatile boolean lost = true;
    private long leaseEnd = Long.MAX_VALUE;

    JdbcClaims(TableNames names) {
        walk = names.in("WITH RECURSIVE lines(line) AS (SELECT MIN(line) FROM {task} WHERE token = '' UNION ALL"
                + " SELECT (SELECT MIN(n.line) FROM {task} n WHERE n.token = '' AND n.line > lines.line) FROM lines"
                + " WHERE lines.line IS NOT NULL)"
                + " SELECT line, (SELECT MIN(q.due) FROM {task} q WHERE q.line = lines.line AND q.token = '')"
                + " FROM lines WHERE line IS NOT NULL");
        load = names.in("SELECT type, share, COUNT(*) FROM {task} WHERE token <> '' GROUP BY type, share");
        lineOf = names.in("SELECT type, share FROM {task} WHERE key = ?");
        earliestEnd = names.in("SELECT MIN(lease_end) FROM {task} WHERE token <> ''");
        claim = names.in(
                "UPDATE {task} SET token = ?, lease_end = ? WHERE key = ? AND token = '' AND lane = ? AND share = ?");
        reader = new JdbcLine.Reader(names);
    }

    /** What was known of the lines may not be so any more. */
    void forget() {
        lost = true;
    }

    /** A step was committed. */
    void committed(Step step) {
        step.tasks().forEach(task -> lines.changed(task.type(), task.share()));
        step.completion()
                .ifPresent(completion -> lines.freed(completion.claim().task().lane()));
    }

    /** A task was worked on and waits again; maybe for somebody else by now. */
    void cameBack(Link link, String key) throws SQLException {
        try (ResultSet rows = link.statement(lineOf, key).executeQuery()) {
            while (rows.next()) {
                lines.changed(Task.Type.valueOf(rows.getString(1)), rows.getString(2));
            }
        }
    }

    /** {@return whether somebody has lost a lease} */
    boolean isAnyExpired(Link link, long now) throws SQLException {
        if (leaseEnd < now) {
            try (ResultSet rows = link.statement(earliestEnd).executeQuery()) {
                rows.next();
                long end = rows.getLong(1);
                leaseEnd = rows.wasNull() ? Long.MAX_VALUE : end;
            }
        }
        return leaseEnd < now;
    }

    /** {@return at most so many tasks that are due, none of them in the lane of another or of one that is worked on} */
    List<JdbcLine.Candidate> pick(Link link, Set<Task.Type> types, int limit, int perShare, long now)
            throws SQLException {
        walk(link, now);
        List<JdbcLine.Candidate> picked = new ArrayList<>();
        if (!lines.isAnyDue(types, now)) {
            return picked;
        }
        ShareLoad active = load(link, types, perShare);
        for (List<Lines.Ask> asked = lines.due(types, active, now, MOST_LINES);
                picked.isEmpty() && !asked.isEmpty();
                asked = picked.isEmpty() ? lines.due(types, active, now, MOST_LINES) : asked) {
            pick(link, asked, picked, active, limit, now);
        }
        return picked;
    }

    private void pick(
            Link link, List<Lines.Ask> asked, List<JdbcLine.Candidate> picked, ShareLoad active, int limit, long now)
            throws SQLException {
        Set<String> lanes = new HashSet<>();
        List<JdbcLine> open = reader.read(link, asked, limit + 1);
        while (picked.size() < limit) {
            Map<JdbcLine.Candidate, JdbcLine> heads = new HashMap<>();
            for (JdbcLine line : open) {
                line.head(link, lanes)
                        .filter(head ->
                                head.due() <= now && active.hasRoom(head.task().share()))
                        .ifPresent(head -> heads.put(head, line));
            }
            Optional<JdbcLine.Candidate> next = heads.keySet().stream().min(order(active));
            if (next.isEmpty()) {
                break;
            }
            java.util.Objects.requireNonNull(heads.get(next.get())).pass();
            picked.add(next.get());
            lanes.add(next.get().task().lane());
            active.add(next.get().task().share(), 1);
            lines.taken(next.get().task().share());
        }
        for (JdbcLine line : open) {
            OptionalLong rest = line.due(link, lanes);
            lines.seen(line.asked(), rest, line.lanes());
        }
    }

    private Comparator<JdbcLine.Candidate> order(ShareLoad active) {
        return Comparator.comparing((JdbcLine.Candidate head) -> head.task().share(), turns.order(active))
                .thenComparing(JdbcLine.Candidate.ORDER);
    }

    /** Claims a task as it was read: one that was said again for another lane in the meantime is another matter. */
    void claim(Batch batch, Claim taken, long end) {
        leaseEnd = Math.min(leaseEnd, end);
        Task task = taken.task();
        batch.addExpecting("the queue", claim, taken.token(), end, task.key(), task.lane(), task.share());
    }

    /** {@return the first time at which a task is due that could be claimed then; empty if there is none} */
    OptionalLong next(Link link, Set<Task.Type> types, int perShare, long now) throws SQLException {
        walk(link, now);
        ShareLoad active = perShare == Integer.MAX_VALUE ? new ShareLoad(perShare) : load(link, types, perShare);
        for (List<Lines.Ask> asked = lines.due(types, active, now, MOST_LINES);
                !asked.isEmpty();
                asked = lines.due(types, active, now, MOST_LINES)) {
            for (JdbcLine line : reader.read(link, asked, 1)) {
                OptionalLong first = line.due(link, Set.of());
                lines.seen(line.asked(), first, line.lanes());
                if (first.isPresent() && first.getAsLong() <= now) {
                    return first;
                }
            }
        }
        return lines.next(types, active);
    }

    private void walk(Link link, long now) throws SQLException {
        if (!lost && now - walked < WALK_EVERY_MILLIS) {
            return;
        }
        lost = false;
        long moment = lines.moment();
        try (ResultSet rows = link.statement(walk).executeQuery()) {
            Map<String, Long> found = new HashMap<>();
            while (rows.next()) {
                found.put(rows.getString(1), rows.getLong(2));
            }
            lines.found(found, moment);
            walked = now;
        } catch (SQLException e) {
            lost = true;
            throw e;
        }
    }

    private ShareLoad load(Link link, Set<Task.Type> types, int perShare) throws SQLException {
        Set<String> names = types.stream().map(Task.Type::name).collect(Collectors.toSet());
        ShareLoad active = new ShareLoad(perShare);
        try (ResultSet rows = link.statement(load).executeQuery()) {
            while (rows.next()) {
                if (names.contains(rows.getString(1))) {
                    active.add(rows.getString(2), rows.getLong(3));
                }
            }
        }
        return active;
    }
}
