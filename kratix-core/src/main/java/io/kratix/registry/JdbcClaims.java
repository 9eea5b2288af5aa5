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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Picks the tasks that are claimed next, in few and small queries however long the queue is. */
final class JdbcClaims {
    /** The lines that are looked into at once; when there are more, they take turns. */
    private static final int MOST_LINES = 16;

    private final String lines;
    private final String candidates;
    private final String claim;
    private String lastLine = "";

    JdbcClaims(TableNames names) {
        lines = names.in("WITH RECURSIVE lines(line) AS (SELECT MIN(line) FROM {task} WHERE token = '' UNION ALL"
                + " SELECT (SELECT MIN(n.line) FROM {task} n WHERE n.token = '' AND n.line > lines.line) FROM lines"
                + " WHERE lines.line IS NOT NULL)"
                + " SELECT line, 0, 0 FROM lines WHERE line IS NOT NULL UNION ALL"
                + " SELECT line, COUNT(*), SUM(CASE WHEN lease_end < ? THEN 1 ELSE 0 END) FROM {task} WHERE token <> ''"
                + " GROUP BY line");
        candidates =
                names.in("SELECT * FROM (SELECT type, subject, lane, share, line, due, ordinal, attempts FROM {task} q"
                        + " WHERE line = ? AND token = '' AND due <= ? AND (due > ? OR (due = ? AND ordinal > ?))"
                        + " AND NOT EXISTS (SELECT 1 FROM {task} b WHERE b.lane = q.lane AND b.token <> '')"
                        + " ORDER BY due, ordinal LIMIT ?) AS l");
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
     * @param waiting lines with tasks that nobody works on
     * @param active how many tasks are worked on, by share
     * @param expired whether somebody has lost a lease
     */
    record Lines(List<String> waiting, Map<String, Long> active, boolean expired) {}

    Lines lines(Link link, Set<Task.Type> types, long now) throws SQLException {
        Set<String> names = types.stream().map(Task.Type::name).collect(Collectors.toSet());
        List<String> waiting = new ArrayList<>();
        Map<String, Long> active = new HashMap<>();
        boolean expired = false;
        try (ResultSet rows = link.statement(lines, now).executeQuery()) {
            while (rows.next()) {
                String line = rows.getString(1);
                long count = rows.getLong(2);
                expired |= rows.getLong(3) > 0;
                int blank = line.indexOf(' ');
                if (!names.contains(line.substring(0, blank))) {
                    continue;
                }
                if (count == 0) {
                    waiting.add(line);
                } else {
                    active.merge(line.substring(blank + 1), count, Long::sum);
                }
            }
        }
        return new Lines(waiting, active, expired);
    }

    /** {@return at most so many tasks that are due, none of them in the lane of another or of one that is worked on} */
    List<Candidate> pick(Link link, Lines found, int limit, long now) throws SQLException {
        Map<String, Line> open = new HashMap<>();
        for (Candidate candidate : first(link, chosen(found), limit, now)) {
            open.computeIfAbsent(candidate.line(), line -> new Line()).add(candidate);
        }
        Map<String, Long> active = new HashMap<>(found.active());
        Set<String> lanes = new HashSet<>();
        List<Candidate> picked = new ArrayList<>();
        while (picked.size() < limit && !open.isEmpty()) {
            Candidate next = open.values().stream()
                    .map(Line::head)
                    .min(Comparator.comparing((Candidate head) ->
                                    active.getOrDefault(head.task().share(), 0L))
                            .thenComparing(Candidate.ORDER))
                    .orElseThrow();
            if (lanes.add(next.task().lane())) {
                picked.add(next);
                active.merge(next.task().share(), 1L, Long::sum);
                lastLine = next.line();
            }
            advance(link, open, next, limit, now);
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

    /** Those of shares that have the least; of equals those after the line that had its turn last. */
    private List<String> chosen(Lines found) {
        return found.waiting().stream()
                .sorted(Comparator.comparing(
                                (String line) -> found.active().getOrDefault(line.substring(line.indexOf(' ') + 1), 0L))
                        .thenComparing(line -> line.compareTo(lastLine) <= 0)
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST_LINES)
                .toList();
    }
}
