// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A line that is looked into: its tasks in the order in which they are due, read by the page. */
final class JdbcLine {
    private final Reader reader;
    private final Lines.Ask asked;
    private final int size;
    private final Deque<Candidate> page = new ArrayDeque<>();
    private final Set<String> lanes = new HashSet<>();
    private boolean whole;
    private @Nullable Candidate last;

    private JdbcLine(Reader reader, Lines.Ask asked, int size) {
        this.reader = reader;
        this.asked = asked;
        this.size = size;
    }

    /**
     * A task that nobody works on.
     *
     * @param task the task
     * @param due when it is due
     * @param ordinal its place among those that are due together
     * @param attempts how often it was tried
     * @param busy whether somebody works on another one of its lane
     */
    record Candidate(Task task, long due, long ordinal, int attempts, boolean busy) {
        static final Comparator<Candidate> ORDER =
                Comparator.comparing(Candidate::due).thenComparing(Candidate::ordinal);
    }

    Lines.Ask asked() {
        return asked;
    }

    /** {@return the lanes of tasks that were passed over} */
    Set<String> lanes() {
        return Set.copyOf(lanes);
    }

    /**
     * {@return the first task whose lane is free}
     *
     * @param link where to read on
     * @param taken lanes that are not, beside those of tasks that are worked on
     */
    Optional<Candidate> head(Link link, Set<String> taken) throws SQLException {
        while (true) {
            if (page.isEmpty() && !whole) {
                add(reader.after(link, this));
            }
            @Nullable Candidate first = page.peekFirst();
            if (first == null || !(first.busy() || taken.contains(first.task().lane()))) {
                return Optional.ofNullable(first);
            }
            lanes.add(first.task().lane());
            page.removeFirst();
        }
    }

    /** {@return when that task is due} */
    OptionalLong due(Link link, Set<String> taken) throws SQLException {
        return head(link, taken).map(head -> OptionalLong.of(head.due())).orElseGet(OptionalLong::empty);
    }

    /** Goes on to the one after it. */
    void pass() {
        page.removeFirst();
    }

    private void add(List<Candidate> read) {
        page.addAll(read);
        whole = read.size() < size;
        last = page.peekLast();
    }

    /** Reads lines, several in one query. */
    static final class Reader {
        private final String select;

        Reader(TableNames names) {
            select = names.in("SELECT * FROM (SELECT type, subject, lane, share, line, due, ordinal, attempts,"
                    + " CASE WHEN EXISTS (SELECT 1 FROM {task} b WHERE b.lane = q.lane AND b.token <> '') THEN 1 ELSE 0"
                    + " END AS busy FROM {task} q WHERE line = ? AND token = '' AND (due, ordinal) > (?, ?)"
                    + " ORDER BY due, ordinal LIMIT ?) AS l");
        }

        /**
         * {@return lines, with their first page}
         *
         * @param link where to read
         * @param asked which lines
         * @param size how many tasks make a page
         */
        List<JdbcLine> read(Link link, List<Lines.Ask> asked, int size) throws SQLException {
            String sql = asked.stream().map(line -> select).collect(Collectors.joining(" UNION ALL "));
            Object[] parameters = asked.stream()
                    .flatMap(line -> Stream.<Object>of(line.line(), Long.MIN_VALUE, Long.MIN_VALUE, size))
                    .toArray();
            Map<String, List<Candidate>> pages = pages(link, sql, parameters);
            List<JdbcLine> lines = new ArrayList<>();
            for (Lines.Ask one : asked) {
                JdbcLine line = new JdbcLine(this, one, size);
                line.add(pages.getOrDefault(one.line(), List.of()));
                lines.add(line);
            }
            return lines;
        }

        private List<Candidate> after(Link link, JdbcLine line) throws SQLException {
            Candidate last = java.util.Objects.requireNonNull(line.last);
            return pages(link, select, line.asked.line(), last.due(), last.ordinal(), line.size)
                    .getOrDefault(line.asked.line(), List.of());
        }

        private static Map<String, List<Candidate>> pages(Link link, String sql, Object... parameters)
                throws SQLException {
            Map<String, List<Candidate>> pages = new HashMap<>();
            try (ResultSet rows = link.statement(sql, parameters).executeQuery()) {
                while (rows.next()) {
                    Candidate candidate = new Candidate(
                            JdbcQueue.task(rows),
                            rows.getLong("due"),
                            rows.getLong("ordinal"),
                            rows.getInt("attempts"),
                            rows.getInt("busy") == 1);
                    pages.computeIfAbsent(rows.getString("line"), line -> new ArrayList<>())
                            .add(candidate);
                }
            }
            pages.values().forEach(page -> page.sort(Candidate.ORDER));
            return pages;
        }
    }
}
