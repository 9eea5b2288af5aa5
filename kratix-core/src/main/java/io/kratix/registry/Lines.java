// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From when on it is worth while to look into each line of a queue that lies elsewhere, so that nobody looks into those that
 * are idle. Whatever may change a line has it looked into anew; what was seen there before that is not believed. Safe for
 * several threads.
 */
final class Lines {
    private static final long AT_ONCE = Long.MIN_VALUE;
    private static final long NEVER = Long.MAX_VALUE;
    private static final Map<String, Task.Type> TYPES =
            Stream.of(Task.Type.values()).collect(Collectors.toMap(Task.Type::name, Function.identity()));

    private final ShareTurns turns;
    private final Map<String, Line> lines = new HashMap<>();
    private final Map<Task.Type, NavigableSet<Line>> due = new EnumMap<>(Task.Type.class);
    private final Map<Task.Type, NavigableSet<Line>> waiting = new EnumMap<>(Task.Type.class);
    private final Set<Line> blocked = new HashSet<>();
    private long moments;
    private long lastFreed;

    Lines(ShareTurns turns) {
        this.turns = turns;
        for (Task.Type type : Task.Type.values()) {
            due.put(
                    type,
                    new TreeSet<>(
                            Comparator.comparingLong((Line line) -> line.turn).thenComparing(line -> line.share)));
            waiting.put(
                    type,
                    new TreeSet<>(
                            Comparator.comparingLong((Line line) -> line.next).thenComparing(line -> line.share)));
        }
    }

    /** The tasks of one type and share. */
    private static final class Line {
        private final Task.Type type;
        private final String share;
        private long next = NEVER;
        private long turn;
        private long changed;
        private Set<String> lanes = Set.of();

        private Line(Task.Type type, String share) {
            this.type = type;
            this.share = share;
        }
    }

    /**
     * A line that is worth a look.
     *
     * @param type what has to be done
     * @param share whose tasks they are
     * @param moment when it was said to be: what changes after it is not in what is seen
     */
    record Ask(Task.Type type, String share, long moment) {
        String line() {
            return JdbcQueue.line(type, share);
        }
    }

    /** Something is added to a line, or comes back to it. */
    synchronized void changed(Task.Type type, String share) {
        look(lines.computeIfAbsent(JdbcQueue.line(type, share), name -> new Line(type, share)));
    }

    /** Nobody works any more on a task of a lane. */
    synchronized void freed(String lane) {
        lastFreed = ++moments;
        List.copyOf(blocked).stream().filter(line -> line.lanes.contains(lane)).forEach(this::look);
    }

    /**
     * {@return the lines that are worth a look, those first whose turn it is}
     *
     * @param types which lines
     * @param load how much is worked on; what has no room is left out
     * @param now the registry's time
     * @param most how many lines at the most
     */
    synchronized List<Ask> due(Set<Task.Type> types, ShareLoad load, long now, int most) {
        List<Line> idle = new ArrayList<>();
        List<Line> busy = new ArrayList<>();
        for (Task.Type type : types) {
            becomeDue(type, now);
            int left = most;
            for (Iterator<Line> rest = due(type).iterator(); left > 0 && rest.hasNext(); ) {
                Line line = rest.next();
                boolean isIdle = load.of(line.share) == 0;
                if (load.hasRoom(line.share)) {
                    left -= isIdle ? 1 : 0;
                    (isIdle ? idle : busy).add(line);
                }
            }
        }
        Comparator<Line> order = Comparator.comparing((Line line) -> line.share, turns.order(load))
                .thenComparing(line -> line.next);
        long moment = ++moments;
        return Stream.concat(idle.stream(), busy.stream())
                .sorted(order)
                .limit(most)
                .map(line -> new Ask(line.type, line.share, moment))
                .toList();
    }

    /** {@return whether any line is worth a look} */
    synchronized boolean isAnyDue(Set<Task.Type> types, long now) {
        types.forEach(type -> becomeDue(type, now));
        return types.stream().anyMatch(type -> !due(type).isEmpty());
    }

    /**
     * Takes note of what was seen in a line.
     *
     * @param asked the line
     * @param next when the first task is due in it that could be claimed then; empty if there is none
     * @param lanes the lanes of tasks before that which wait for others of their lanes
     */
    synchronized void seen(Ask asked, OptionalLong next, Set<String> lanes) {
        @Nullable Line line = lines.get(asked.line());
        if (line == null || line.changed > asked.moment()) {
            return;
        }
        if (!lanes.isEmpty() && lastFreed > asked.moment()) {
            look(line);
            return;
        }
        learn(line, next.orElse(NEVER), lanes);
    }

    /**
     * Takes note of all lines that there are.
     *
     * @param found when the first task of each is due
     * @param moment from {@link #moment}, before they were looked for
     */
    synchronized void found(Map<String, Long> found, long moment) {
        found.forEach((name, first) -> {
            int space = name.indexOf(' ');
            // a type that is not known is that of another engine, which knows more
            Optional.ofNullable(TYPES.get(name.substring(0, space)))
                    .map(type -> lines.computeIfAbsent(name, any -> new Line(type, name.substring(space + 1))))
                    .filter(line -> line.changed <= moment)
                    .ifPresent(line -> learn(line, first, Set.of()));
        });
        List.copyOf(lines.entrySet()).stream()
                .filter(entry -> !found.containsKey(entry.getKey()) && entry.getValue().changed <= moment)
                .forEach(entry -> learn(entry.getValue(), NEVER, Set.of()));
    }

    /** {@return a moment; what changes from now on is after it} */
    synchronized long moment() {
        return ++moments;
    }

    /** A share had its turn. */
    synchronized void taken(String share) {
        turns.taken(share);
        for (Task.Type type : Task.Type.values()) {
            @Nullable Line line = lines.get(JdbcQueue.line(type, share));
            if (line != null && due(type).remove(line)) {
                line.turn = turns.last(share);
                due(type).add(line);
            }
        }
    }

    /**
     * {@return the first time at which a line is worth a look}
     *
     * @param types which lines
     * @param load how much is worked on; what has no room is left out
     */
    synchronized OptionalLong next(Set<Task.Type> types, ShareLoad load) {
        return types.stream()
                .flatMap(type -> Stream.of(due(type), waiting(type)))
                .flatMap(some ->
                        some.stream().filter(line -> load.hasRoom(line.share)).limit(1))
                .mapToLong(line -> line.next)
                .min();
    }

    private void look(Line line) {
        line.changed = ++moments;
        learn(line, AT_ONCE, Set.of());
    }

    private void learn(Line line, long next, Set<String> lanes) {
        leave(line);
        line.next = next;
        line.lanes = lanes;
        if (next == NEVER && lanes.isEmpty()) {
            lines.remove(JdbcQueue.line(line.type, line.share));
            return;
        }
        if (!lanes.isEmpty()) {
            blocked.add(line);
        }
        if (next == AT_ONCE) {
            enter(line);
        } else if (next != NEVER) {
            waiting(line.type).add(line);
        }
    }

    private void becomeDue(Task.Type type, long now) {
        NavigableSet<Line> waits = waiting(type);
        while (!waits.isEmpty() && waits.first().next <= now) {
            enter(Objects.requireNonNull(waits.pollFirst()));
        }
    }

    private void enter(Line line) {
        line.turn = turns.last(line.share);
        due(line.type).add(line);
    }

    private void leave(Line line) {
        blocked.remove(line);
        due(line.type).remove(line);
        waiting(line.type).remove(line);
    }

    private NavigableSet<Line> due(Task.Type type) {
        return Objects.requireNonNull(due.get(type));
    }

    private NavigableSet<Line> waiting(Task.Type type) {
        return Objects.requireNonNull(waiting.get(type));
    }
}
