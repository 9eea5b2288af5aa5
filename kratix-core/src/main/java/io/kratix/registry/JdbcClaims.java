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
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Picks the tasks that are claimed next, in few and small queries however long the queue is. */
final class JdbcClaims {
    /** The lines that are looked into at once; when there are more, they take turns. */
    private static final int MOST_LINES = 16;

    private final String lines;
    private final String candidates;
    private final String claim;
    private final ShareTurns turns = new ShareTurns();

    JdbcClaims(TableNames names) {
        lines = names.in("WITH RECURSIVE lines(line) AS (SELECT MIN(line) FROM {task} WHERE token = '' UNION ALL"
                + " SELECT (SELECT MIN(n.line) FROM {task} n WHERE n.token = '' AND n.line > lines.line) FROM lines"
                + " WHERE lines.line IS NOT NULL)"
                + " SELECT line, 0, 0, (SELECT q.due FROM {task} q WHERE q.line = lines.line AND q.token = '' AND "
                + JdbcQueue.FREE_LANE
                + " ORDER BY q.due, q.ordinal LIMIT 1) FROM lines WHERE line IS NOT NULL UNION ALL"
                + " SELECT line, COUNT(*), SUM(CASE WHEN lease_end < ? THEN 1 ELSE 0 END), 0 FROM {task}"
                + " WHERE token <> '' GROUP BY line");
        candidates =
                names.in("SELECT * FROM (SELECT type, subject, lane, share, line, due, ordinal, attempts FROM {task} q"
                        + " WHERE line = ? AND token = '' AND due <= ? AND (due > ? OR (due = ? AND ordinal > ?))"
                        + " AND " + JdbcQueue.FREE_LANE + " ORDER BY due, ordinal LIMIT ?) AS l");
        claim = names.in("UPDATE {task} SET token = ?, lease_end = ? WHERE key = ? AND token = ''");
    }

    /** A task that could be claimed. */
    record Candidate(Task task, String line, long due, long ordinal, int attempts) {
        private static final Comparator<Candidate> ORDER =
                Comparator.comparing(Candidate::due).thenComparing(Candidate::ordinal);
    }

    /**
     * Who waits and who is worked on.
     *
     * @param waiting when the first task of each line is due that could be claimed then
     * @param load what is worked on
     * @param expired whether somebody has lost a lease
     */
    record Lines(Map<String, Long> waiting, ShareLoad load, boolean expired) {
        /** {@return the first time at which a task is due that could be claimed then; empty if there is none} */
        OptionalLong next() {
            return waiting.entrySet().stream()
                    .filter(line -> load.hasRoom(share(line.getKey())))
                    .mapToLong(Map.Entry::getValue)
                    .min();
        }
    }

    Lines lines(Link link, Set<Task.Type> types, int perShare, long now) throws SQLException {
        Set<String> names = types.stream().map(Task.Type::name).collect(Collectors.toSet());
        Map<String, Long> waiting = new TreeMap<>();
        ShareLoad load = new ShareLoad(perShare);
        boolean expired = false;
        try (ResultSet rows = link.statement(lines, now).executeQuery()) {
            while (rows.next()) {
                String line = rows.getString(1);
                long count = rows.getLong(2);
                expired |= rows.getLong(3) > 0;
                long due = rows.getLong(4);
                if (rows.wasNull() || !names.contains(line.substring(0, line.indexOf(' ')))) {
                    continue;
                }
                if (count == 0) {
                    waiting.put(line, due);
                } else {
                    load.add(share(line), count);
                }
            }
        }
        return new Lines(waiting, load, expired);
    }

    /** {@return at most so many tasks that are due, none of them in the lane of another or of one that is worked on} */
    List<Candidate> pick(Link link, Lines found, int limit, long now) throws SQLException {
        Map<String, Line> open = new HashMap<>();
        for (Candidate candidate : first(link, chosen(found, now), limit, now)) {
            open.computeIfAbsent(candidate.line(), line -> new Line()).add(candidate);
        }
        ShareLoad load = found.load();
        Set<String> lanes = new HashSet<>();
        List<Candidate> picked = new ArrayList<>();
        while (picked.size() < limit && !open.isEmpty()) {
            Optional<Candidate> next = open.values().stream()
                    .map(Line::head)
                    .filter(head -> load.hasRoom(head.task().share()))
                    .min(Comparator.comparing((Candidate head) -> head.task().share(), turns.order(load))
                            .thenComparing(Candidate.ORDER));
            if (next.isEmpty()) {
                break;
            }
            if (lanes.add(next.get().task().lane())) {
                picked.add(next.get());
                load.add(next.get().task().share(), 1);
                turns.taken(next.get().task().share());
            }
            advance(link, open, next.get(), limit, now);
        }
        return picked;
    }

    void claim(Batch batch, Claim taken, long leaseEnd) {
        batch.addExpecting(
                "the queue", claim, taken.token(), leaseEnd, taken.task().key());
    }

    /** What is known of one line. */
    private static final class Line {
        private final List<Candidate> page = new ArrayList<>();
        private int next;

        private void add(Candidate candidate) {
            page.add(candidate);
        }

        private Candidate head() {
            return page.get(next);
        }
    }

    private void advance(Link link, Map<String, Line> open, Candidate passed, int limit, long now) throws SQLException {
        Line line = java.util.Objects.requireNonNull(open.get(passed.line()));
        line.next++;
        if (line.next < line.page.size()) {
            return;
        }
        List<Candidate> more = line.page.size() < limit ? List.of() : after(link, passed, limit, now);
        line.page.clear();
        line.next = 0;
        line.page.addAll(more);
        if (more.isEmpty()) {
            open.remove(passed.line());
        }
    }

    private List<Candidate> first(Link link, List<String> chosen, int limit, long now) throws SQLException {
        if (chosen.isEmpty()) {
            return List.of();
        }
        String sql = chosen.stream().map(line -> candidates).collect(Collectors.joining(" UNION ALL "));
        Object[] parameters = chosen.stream()
                .flatMap(line -> Stream.<Object>of(line, now, Long.MIN_VALUE, Long.MIN_VALUE, 0L, (long) limit))
                .toArray();
        return read(link, sql, parameters);
    }

    private List<Candidate> after(Link link, Candidate last, int limit, long now) throws SQLException {
        return read(link, candidates, last.line(), now, last.due(), last.due(), last.ordinal(), limit);
    }

    private static List<Candidate> read(Link link, String sql, Object... parameters) throws SQLException {
        List<Candidate> read = new ArrayList<>();
        try (ResultSet rows = link.statement(sql, parameters).executeQuery()) {
            while (rows.next()) {
                read.add(new Candidate(
                        JdbcQueue.task(rows),
                        rows.getString("line"),
                        rows.getLong("due"),
                        rows.getLong("ordinal"),
                        rows.getInt("attempts")));
            }
        }
        read.sort(Candidate.ORDER);
        return read;
    }

    /** Those with a task that is due, of the shares whose turn it is. */
    private List<String> chosen(Lines found, long now) {
        return found.waiting().entrySet().stream()
                .filter(line -> line.getValue() <= now && found.load().hasRoom(share(line.getKey())))
                .sorted(Comparator.comparing(
                                (Map.Entry<String, Long> line) -> share(line.getKey()), turns.order(found.load()))
                        .thenComparing(Map.Entry.comparingByValue()))
                .limit(MOST_LINES)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String share(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }
}
