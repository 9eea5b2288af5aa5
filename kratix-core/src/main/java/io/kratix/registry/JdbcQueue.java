// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The queue in the database. What it decides, {@link InMemoryQueue} decides alike. */
final class JdbcQueue {
    private static final Comparator<Task> BY_KEY = Comparator.comparing(Task::key);

    /** How a claimed task that was said again becomes what was said last. */
    private static final String AS_SAID_LAST = "lane = CASE WHEN again = 1 THEN again_lane ELSE lane END,"
            + " share = CASE WHEN again = 1 THEN again_share ELSE share END,"
            + " line = CASE WHEN again = 1 THEN type || ' ' || again_share ELSE line END,"
            + " again = 0, again_lane = '', again_share = ''";

    private final String add;
    private final String done;
    private final String saidAgain;
    private final String retry;
    private final String release;
    private final String releaseOne;
    private final String releaseAll;
    private final String renew;
    private final String busy;

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
        busy = names.in("SELECT 1 WHERE EXISTS (SELECT 1 FROM {task} WHERE token <> '') OR EXISTS (SELECT 1 FROM {task}"
                + " WHERE token = '' AND due <= ?)");
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

    /** How a task ended: known when the batch was sent. */
    static final class Ending {
        private boolean gone;

        /** {@return whether it waits again, since it has to be tried again or was said again} */
        boolean isBack() {
            return !gone;
        }
    }

    Ending complete(Batch batch, Step.Completion completion, long now) {
        String key = completion.claim().task().key();
        String token = completion.claim().token();
        String what = "the claim on '" + key + "'";
        Ending ending = new Ending();
        if (completion.retry().isPresent()) {
            long due = now + millis(completion.retry().get());
            batch.addExpecting(what, retry, completion.reason().replace('\0', ' '), due, due, key, token);
            return ending;
        }
        batch.addCounting(rows -> ending.gone = rows == 1, done, key, token);
        batch.addCounting(
                rows -> {
                    if (rows == 0 && !ending.gone) {
                        throw new StaleStepException(what);
                    }
                },
                saidAgain,
                key,
                token);
        return ending;
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

    static Task task(ResultSet rows) throws SQLException {
        return new Task(
                Task.Type.valueOf(rows.getString("type")),
                rows.getString("subject"),
                rows.getString("lane"),
                rows.getString("share"),
                Duration.ZERO);
    }
}
