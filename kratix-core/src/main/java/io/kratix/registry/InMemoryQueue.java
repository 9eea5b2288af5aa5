// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The queue on the heap. Guarded by the registry's lock. */
final class InMemoryQueue {
    private static final Comparator<Entry> ORDER =
            Comparator.comparing((Entry entry) -> entry.due).thenComparing(entry -> entry.ordinal);

    private final Clock clock;
    private final Supplier<Duration> leaseTime;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<Task.Type, Map<String, NavigableSet<Entry>>> free = new EnumMap<>(Task.Type.class);
    private final Set<Entry> claimed = new LinkedHashSet<>();
    private final NavigableSet<Entry> excused = new TreeSet<>(ORDER);
    private final Set<String> busyLanes = new HashSet<>();
    private final ShareTurns turns = new ShareTurns();
    private long lastOrdinal;

    /**
     * Makes an empty one.
     *
     * @param clock decides when tasks are due
     * @param leaseTime decides when leases end
     */
    InMemoryQueue(Clock clock, Supplier<Duration> leaseTime) {
        this.clock = clock;
        this.leaseTime = leaseTime;
    }

    /** One task that was added and is not finished. */
    private static final class Entry {
        private Task task;
        private Instant due;
        private final long ordinal;
        private int attempts;
        private String reason = "";
        private @Nullable String token;
        private Duration leaseEnd = Duration.ZERO;
        private @Nullable Task saidAgain;

        private Entry(Task task, Instant due, long ordinal) {
            this.task = task;
            this.due = due;
            this.ordinal = ordinal;
        }
    }

    void add(Task said) {
        Instant due = clock.instant().plus(said.delay());
        Task task = said.after(Duration.ZERO);
        @Nullable Entry known = entries.get(task.key());
        if (known == null) {
            Entry entry = new Entry(task, due, ++lastOrdinal);
            entries.put(task.key(), entry);
            joinLine(entry);
        } else if (known.token != null) {
            known.due = known.saidAgain != null && known.due.isBefore(due) ? known.due : due;
            known.saidAgain = task;
        } else {
            leaveLine(known);
            known.task = task;
            known.due = known.due.isBefore(due) ? known.due : due;
            joinLine(known);
        }
    }

    List<Claim> claim(Set<Task.Type> types, int limit, int perShare, Duration lease) {
        Instant now = clock.instant();
        releaseExpired(now);
        Heads heads = new Heads(types, perShare, now);
        List<Claim> claims = new ArrayList<>();
        while (claims.size() < limit) {
            Optional<Entry> next = heads.next();
            if (next.isEmpty()) {
                break;
            }
            busyLanes.add(next.get().task.lane());
            claims.add(claim(next.get(), leaseTime.get().plus(lease)));
        }
        claims.forEach(claim -> leaveLine(
                java.util.Objects.requireNonNull(entries.get(claim.task().key()))));
        return claims;
    }

    /**
     * The first of each line, of which the one is taken whose share's turn it is. Looks at no more tasks than it must:
     * those of one type and share stand in the order in which they are due.
     */
    private final class Heads {
        private final Instant now;
        private final ShareLoad load;
        private final Map<Entry, Iterator<Entry>> heads = new HashMap<>();

        private Heads(Set<Task.Type> types, int perShare, Instant now) {
            this.now = now;
            load = load(types, perShare);
            types.forEach(type -> free(type).forEach((share, line) -> advance(line.iterator())));
        }

        private Optional<Entry> next() {
            while (true) {
                Optional<Entry> next = heads.keySet().stream()
                        .filter(head -> load.hasRoom(head.task.share()))
                        .min(Comparator.comparing((Entry head) -> head.task.share(), turns.order(load))
                                .thenComparing(ORDER));
                if (next.isEmpty()) {
                    return next;
                }
                advance(java.util.Objects.requireNonNull(heads.remove(next.get())));
                if (!busyLanes.contains(next.get().task.lane())) {
                    load.add(next.get().task.share(), 1);
                    turns.taken(next.get().task.share());
                    return next;
                }
            }
        }

        private void advance(Iterator<Entry> line) {
            while (line.hasNext()) {
                Entry entry = line.next();
                if (entry.due.isAfter(now)) {
                    return;
                }
                if (!busyLanes.contains(entry.task.lane())) {
                    heads.put(entry, line);
                    return;
                }
            }
        }
    }

    List<Claim> renew(List<Claim> claims, Duration lease) {
        Duration end = leaseTime.get().plus(lease);
        List<Claim> held =
                claims.stream().filter(claim -> held(claim).isPresent()).toList();
        held.forEach(claim -> held(claim).orElseThrow().leaseEnd = end);
        return held;
    }

    void require(Claim claim) {
        if (held(claim).isEmpty()) {
            throw new StaleStepException("the claim on '" + claim.task().key() + "'");
        }
    }

    void complete(Step.Completion completion) {
        Entry entry = held(completion.claim()).orElseThrow();
        Instant now = clock.instant();
        release(entry);
        entry.reason = completion.reason();
        entry.attempts = completion.retry().isPresent() ? entry.attempts + 1 : 0;
        if (completion.retry().isEmpty() && entry.saidAgain == null) {
            entries.remove(entry.task.key());
            return;
        }
        Instant retry = now.plus(completion.retry().orElse(Duration.ZERO));
        boolean sooner = completion.retry().isEmpty() || entry.due.isBefore(retry);
        entry.due = entry.saidAgain != null && sooner ? entry.due : retry;
        waitAgain(entry);
    }

    /** {@return the time until something can be claimed; what waits for its lane is woken by the lane's commit} */
    Optional<Duration> untilNext(Set<Task.Type> types, int perShare) {
        Instant now = clock.instant();
        ShareLoad load = load(types, perShare);
        return types.stream()
                .flatMap(type -> free(type).entrySet().stream())
                .filter(line -> load.hasRoom(line.getKey()))
                .flatMap(line -> line.getValue().stream()
                        .filter(entry -> !busyLanes.contains(entry.task.lane()))
                        .limit(1))
                .min(ORDER)
                .map(entry -> entry.due.isAfter(now) ? Duration.between(now, entry.due) : Duration.ZERO);
    }

    boolean isSettled() {
        Instant now = clock.instant();
        return claimed.isEmpty()
                && lines().allMatch(line -> line.isEmpty() || line.first().due.isAfter(now));
    }

    QueueState state() {
        Entry now = moment();
        long due = lines().mapToLong(line -> line.headSet(now).size()).sum();
        long all = lines().mapToLong(Set::size).sum();
        List<Entry> first = first(line -> line.headSet(now), QueueState.MOST_SHOWN);
        return new QueueState(
                claimed.stream()
                        .limit(QueueState.MOST_SHOWN)
                        .map(entry -> entry.task)
                        .toList(),
                first.stream().map(entry -> entry.task).toList(),
                waits(first(line -> line.tailSet(now), QueueState.MOST_SHOWN), now.due),
                new QueueState.Size(claimed.size(), due, all - due),
                first.stream().findFirst().map(entry -> Duration.between(entry.due, now.due)));
    }

    List<QueueState.Waiting> retries(int limit) {
        Entry now = moment();
        return waits(excused.tailSet(now).stream().limit(limit).toList(), now.due);
    }

    List<QueueState.Waiting> waiting(String subject) {
        Instant now = clock.instant();
        List<Entry> about = Arrays.stream(Task.Type.values())
                .flatMap(type -> Optional.ofNullable(entries.get(Task.key(type, subject))).stream())
                .filter(entry -> entry.token == null && entry.due.isAfter(now))
                .sorted(ORDER)
                .toList();
        return waits(about, now);
    }

    /** {@return what comes after all that is due now, and before all that is not} */
    private Entry moment() {
        return new Entry(Task.of(Task.Type.WORK, ""), clock.instant(), Long.MAX_VALUE);
    }

    /** {@return the first tasks of a part of every line} Looks at no more of a line than is asked for. */
    private List<Entry> first(UnaryOperator<SortedSet<Entry>> part, int limit) {
        List<Entry> first = new ArrayList<>();
        PriorityQueue<Ahead> heads = new PriorityQueue<>();
        lines().map(line -> part.apply(line).iterator()).forEach(rest -> Ahead.of(rest, heads));
        while (first.size() < limit && !heads.isEmpty()) {
            Ahead next = heads.remove();
            first.add(next.head);
            Ahead.of(next.rest, heads);
        }
        return first;
    }

    /** A line's first task, and those behind it. */
    private record Ahead(Entry head, Iterator<Entry> rest) implements Comparable<Ahead> {
        private static void of(Iterator<Entry> line, Queue<Ahead> heads) {
            if (line.hasNext()) {
                heads.add(new Ahead(line.next(), line));
            }
        }

        @Override
        public int compareTo(Ahead other) {
            return ORDER.compare(head, other.head);
        }
    }

    private static List<QueueState.Waiting> waits(List<Entry> entries, Instant now) {
        return entries.stream()
                .map(entry -> new QueueState.Waiting(entry.task, Duration.between(now, entry.due), entry.reason))
                .toList();
    }

    private ShareLoad load(Set<Task.Type> types, int perShare) {
        ShareLoad load = new ShareLoad(perShare);
        claimed.stream()
                .filter(entry -> types.contains(entry.task.type()))
                .forEach(entry -> load.add(entry.task.share(), 1));
        return load;
    }

    private Claim claim(Entry entry, Duration leaseEnd) {
        String token = Long.toString(++lastOrdinal);
        entry.token = token;
        entry.leaseEnd = leaseEnd;
        claimed.add(entry);
        return new Claim(entry.task, token, entry.attempts);
    }

    private Optional<Entry> held(Claim claim) {
        @Nullable Entry entry = entries.get(claim.task().key());
        return entry != null && claim.token().equals(entry.token) ? Optional.of(entry) : Optional.empty();
    }

    private void releaseExpired(Instant now) {
        Duration time = leaseTime.get();
        for (Entry entry : List.copyOf(claimed)) {
            if (entry.leaseEnd.compareTo(time) < 0) {
                release(entry);
                entry.due = entry.due.isBefore(now) ? entry.due : now;
                entry.attempts++;
                waitAgain(entry);
            }
        }
    }

    private void release(Entry entry) {
        claimed.remove(entry);
        busyLanes.remove(entry.task.lane());
        entry.token = null;
    }

    /** As it was said last: its lane may be another one by now. */
    private void waitAgain(Entry entry) {
        if (entry.saidAgain != null) {
            entry.task = entry.saidAgain;
            entry.saidAgain = null;
        }
        joinLine(entry);
    }

    private Map<String, NavigableSet<Entry>> free(Task.Type type) {
        return free.computeIfAbsent(type, any -> new HashMap<>());
    }

    private NavigableSet<Entry> line(Task task) {
        return free(task.type()).computeIfAbsent(task.share(), share -> new TreeSet<>(ORDER));
    }

    private void joinLine(Entry entry) {
        line(entry.task).add(entry);
        if (!entry.reason.isEmpty()) {
            excused.add(entry);
        }
    }

    private void leaveLine(Entry entry) {
        excused.remove(entry);
        NavigableSet<Entry> line = line(entry.task);
        line.remove(entry);
        if (line.isEmpty()) {
            free(entry.task.type()).remove(entry.task.share());
        }
    }

    private Stream<NavigableSet<Entry>> lines() {
        return free.values().stream().flatMap(lines -> lines.values().stream());
    }
}
