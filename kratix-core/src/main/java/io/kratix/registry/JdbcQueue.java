// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The queue in the database. What it decides, {@link InMemoryQueue} decides alike. */
final class JdbcQueue {
    private static final Comparator<Task> BY_KEY = Comparator.comparing(Task::key);

    /** How a claimed task that was said again becomes what was said last. */
    private static final String AS_SAID_LAST = "lane = CASE WHEN again = 1 THEN again_lane ELSE lane END,"
            + " share = CASE WHEN again = 1 THEN again_share ELSE share END,"
            + " line = CASE WHEN again = 1 THEN type || ' ' || again_share ELSE line END,"
            + " again = 0, again_lane = '', again_share = ''";

    /** What a task {@code q} must fulfil to be claimed: nobody works on another one of its lane. */
    static final String FREE_LANE = "NOT EXISTS (SELECT 1 FROM {task} b WHERE b.lane = q.lane AND b.token <> '')";

    private final String add;
    private final String done;
    private final String saidAgain;
    private final String retry;
    private final String release;
    private final String releaseOne;
    private final String releaseAll;
    private final String renew;
    private final String all;
    private final String busy;
    private final String nextOfType;

    JdbcQueue(TableNames names) {
        add = names.in(
                "INSERT INTO {task} AS t (key, type, subject, lane, share, line, due, ordinal, attempts, reason, token,"
                        + " lease_end, again, again_lane, again_share) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '', '', 0, 0, '', '')"
                        + " ON CONFLICT (key) DO UPDATE SET"
                        + " due = CASE WHEN (t.token = '' OR t.again = 1) AND t.due < excluded.due THEN t.due ELSE excluded.due"
                        + " END,"
                        + " lane = CASE WHEN t.token = '' THEN excluded.lane ELSE t.lane END,"
                        + " share = CASE WHEN t.token = '' THEN excluded.share ELSE t.share END,"
                        + " line = CASE WHEN t.token = '' THEN excluded.line ELSE t.line END,"
                        + " again = CASE WHEN t.token = '' THEN 0 ELSE 1 END,"
                        + " again_lane = CASE WHEN t.token = '' THEN '' ELSE excluded.lane END,"
                        + " again_share = CASE WHEN t.token = '' THEN '' ELSE excluded.share END");
        done = names.in("DELETE FROM {task} WHERE key = ? AND token = ? AND again = 0");
        saidAgain = names.in("UPDATE {task} SET token = '', attempts = 0, reason = '', " + AS_SAID_LAST
                + " WHERE key = ? AND token = ? AND again = 1");
        retry = names.in("UPDATE {task} SET token = '', attempts = attempts + 1, reason = ?,"
                + " due = CASE WHEN again = 1 AND due < ? THEN due ELSE ? END, " + AS_SAID_LAST
                + " WHERE key = ? AND token = ?");
        String setFree = "UPDATE {task} SET token = '', attempts = attempts + 1,"
                + " due = CASE WHEN due < ? THEN due ELSE ? END, " + AS_SAID_LAST + " WHERE token <> ''";
        release = names.in(setFree + " AND lease_end < ?");
        releaseOne = names.in(setFree + " AND key = ? AND token = ?");
        releaseAll = names.in(setFree);
        renew = names.in("UPDATE {task} SET lease_end = ? WHERE key = ? AND token = ?");
        all = names.in("SELECT type, subject, lane, share, due, reason, token FROM {task} ORDER BY due, ordinal");
        String types =
                Arrays.stream(Task.Type.values()).map(type -> "'" + type + "'").collect(Collectors.joining(", "));
        busy = names.in("SELECT 1 WHERE EXISTS (SELECT 1 FROM {task} WHERE token <> '') OR EXISTS (SELECT 1 FROM {task}"
                + " WHERE token = '' AND type IN (" + types + ") AND due <= ?)");
        nextOfType = names.in(
                "SELECT due FROM {task} q WHERE type = ? AND token = '' AND " + FREE_LANE + " ORDER BY due LIMIT 1");
    }

    /**
     * Adds tasks, in an order that is the same for all steps.
     *
     * @param batch where to
     * @param tasks the tasks
     * @param firstOrdinal the first of as many numbers as there are tasks
     * @param now the registry's time
     */
    void add(Batch batch, Collection<Task> tasks, long firstOrdinal, long now) {
        // tasks that are due together are worked on in the order in which they were said
        Map<Task, Long> ordinals = new LinkedHashMap<>();
        tasks.forEach(task -> ordinals.put(task, firstOrdinal + ordinals.size()));
        ordinals.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(BY_KEY))
                .forEach(entry -> add(batch, entry.getKey(), entry.getValue(), now));
    }

    private void add(Batch batch, Task task, long ordinal, long now) {
        batch.add(
                add,
                task.key(),
                task.type().name(),
                task.subject(),
                task.lane(),
                task.share(),
                line(task.type(), task.share()),
                now + millis(task.delay()),
                ordinal);
    }

    /** Rounded up, so that nothing is due before its time. */
    private static long millis(Duration delay) {
        return delay.plusNanos(999_999).toMillis();
    }

    /** {@return what tasks of one type and share stand in} */
    static String line(Task.Type type, String share) {
        return type + " " + share;
    }

    void complete(Batch batch, Step.Completion completion, long now) {
        String key = completion.claim().task().key();
        String token = completion.claim().token();
        String what = "the claim on '" + key + "'";
        if (completion.retry().isPresent()) {
            long due = now + millis(completion.retry().get());
            batch.addExpecting(what, retry, completion.reason().replace('\0', ' '), due, due, key, token);
            return;
        }
        int[] removed = {0};
        batch.addCounting(rows -> removed[0] = rows, done, key, token);
        batch.addCounting(
                rows -> {
                    if (rows + removed[0] != 1) {
                        throw new StaleStepException(what);
                    }
                },
                saidAgain,
                key,
                token);
    }

    /** Adds what prolongs leases, and notes those that hold. */
    void renew(Batch batch, List<Claim> claims, long leaseEnd, Set<Claim> held) {
        claims.stream()
                .sorted(Comparator.comparing(claim -> claim.task().key()))
                .forEach(claim -> batch.addCounting(
                        rows -> {
                            if (rows == 1) {
                                held.add(claim);
                            }
                        },
                        renew,
                        leaseEnd,
                        claim.task().key(),
                        claim.token()));
    }

    /** Adds what frees tasks whose leases have ended. */
    void release(Batch batch, long now) {
        batch.add(release, now, now, now);
    }

    /** Adds what frees the tasks of claims; their tokens by the tasks' keys. */
    void release(Batch batch, Map<String, String> tokens, long now) {
        new TreeMap<>(tokens).forEach((key, token) -> batch.add(releaseOne, now, now, key, token));
    }

    /** Adds what frees all tasks: those who worked on them are gone. */
    void releaseAll(Batch batch, long now) {
        batch.add(releaseAll, now, now);
    }

    /** {@return whether a task is worked on or due} */
    boolean isBusy(Link link, long now) throws SQLException {
        try (ResultSet rows = link.statement(busy, now).executeQuery()) {
            return rows.next();
        }
    }

    Optional<Duration> untilNext(Link link, Set<Task.Type> types, long now) throws SQLException {
        if (types.isEmpty()) {
            return Optional.empty();
        }
        String sql = types.stream()
                .map(type -> "SELECT due FROM (" + nextOfType + ") AS " + type)
                .collect(Collectors.joining(" UNION ALL ", "SELECT MIN(due) FROM (", ") AS next"));
        Object[] parameters = types.stream().map(Task.Type::name).toArray();
        try (ResultSet rows = link.statement(sql, parameters).executeQuery()) {
            rows.next();
            long due = rows.getLong(1);
            return rows.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(Math.max(0, due - now)));
        }
    }

    QueueState state(Link link, long now) throws SQLException {
        List<Task> active = new ArrayList<>();
        List<Task> due = new ArrayList<>();
        List<QueueState.Waiting> waiting = new ArrayList<>();
        Optional<Duration> oldest = Optional.empty();
        try (ResultSet rows = link.statement(all).executeQuery()) {
            while (rows.next()) {
                Task task = task(rows);
                long at = rows.getLong("due");
                if (!rows.getString("token").isEmpty()) {
                    active.add(task);
                } else if (at <= now) {
                    due.add(task);
                    oldest = oldest.or(() -> Optional.of(Duration.ofMillis(now - at)));
                } else {
                    waiting.add(new QueueState.Waiting(task, Duration.ofMillis(at - now), rows.getString("reason")));
                }
            }
        }
        return new QueueState(active, due, waiting, oldest);
    }

    static Task task(ResultSet rows) throws SQLException {
        return new Task(
                Task.Type.valueOf(rows.getString("type")),
                rows.getString("subject"),
                rows.getString("lane"),
                rows.getString("share"),
                Duration.ZERO);
    }
}
