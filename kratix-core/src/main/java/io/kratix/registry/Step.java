// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One change of the registry, as a value: what it was decided from, what is written and removed, which tasks are added,
 * which one is finished, and what is told. A registry commits it whole or not at all.
 */
public final class Step {
    private final List<Write<?>> writes;
    private final List<Stored<?>> expectations;
    private final List<Task> tasks;
    private final Optional<Completion> completion;
    private final List<Event> events;

    private Step(Builder builder) {
        writes = List.copyOf(builder.writes.values());
        expectations = List.copyOf(builder.expectations);
        tasks = List.copyOf(builder.tasks.values());
        completion = Optional.ofNullable(builder.completion);
        events = List.copyOf(builder.events);
    }

    /** {@return a builder of a step that finishes no task} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return what is written and removed} */
    public List<Write<?>> writes() {
        return writes;
    }

    /** {@return entries that are not written, but must still be as they were read} */
    public List<Stored<?>> expectations() {
        return expectations;
    }

    /** {@return tasks to add} */
    public List<Task> tasks() {
        return tasks;
    }

    /** {@return the task that ends with the step, if any} */
    public Optional<Completion> completion() {
        return completion;
    }

    /** {@return what is told} */
    public List<Event> events() {
        return events;
    }

    /** {@return whether nothing follows from it but that what was read must still be so} */
    boolean changesNothing() {
        return writes.isEmpty() && tasks.isEmpty() && completion.isEmpty() && events.isEmpty();
    }

    /**
     * An entry to write or to remove.
     *
     * @param table where it stands
     * @param key its key
     * @param value what shall stand there, or {@code null} for nothing
     * @param before the entry as it was read; empty if there was none
     * @param <T> the entries of the table
     */
    public record Write<T>(Table<T> table, String key, @Nullable T value, Optional<Stored<T>> before) {
        /** {@return the version that was read; 0 if there was no such entry} */
        public long expected() {
            return before.map(Stored::version).orElse(0L);
        }
    }

    /**
     * How a task ends.
     *
     * @param claim the claim, which must still hold
     * @param retry after which pause to try again; empty if it is done
     * @param reason why it is tried again; empty if it is done
     */
    public record Completion(Claim claim, Optional<Duration> retry, String reason) {}

    /** Collects a step; not safe for several threads. */
    public static final class Builder {
        private final Map<String, Write<?>> writes = new LinkedHashMap<>();
        private final List<Stored<?>> expectations = new ArrayList<>();
        private final Map<String, Task> tasks = new LinkedHashMap<>();
        private @Nullable Completion completion;
        private final List<Event> events = new ArrayList<>();

        private Builder() {}

        /**
         * Adds an entry that must not be there yet.
         *
         * @param table where it shall stand
         * @param value the entry
         * @param <T> the entries of the table
         * @return this builder
         */
        public <T> Builder create(Table<T> table, T value) {
            return write(new Write<>(table, table.keyOf(value), value, Optional.empty()));
        }

        /**
         * Replaces an entry, if it differs.
         *
         * @param before the entry as it was read
         * @param after what shall stand there; of the same key
         * @param <T> the entries of the table
         * @return this builder
         * @throws IllegalArgumentException if they have different keys
         */
        public <T> Builder update(Stored<T> before, T after) {
            String key = before.table().keyOf(after);
            if (!key.equals(before.key())) {
                throw new IllegalArgumentException(
                        before.table() + " '" + before.key() + "' cannot become '" + key + "': the key stays");
            }
            return before.value().equals(after)
                    ? expect(before)
                    : write(new Write<>(before.table(), before.key(), after, Optional.of(before)));
        }

        /**
         * Removes an entry.
         *
         * @param before the entry as it was read
         * @param <T> the entries of the table
         * @return this builder
         */
        public <T> Builder remove(Stored<T> before) {
            return write(new Write<>(before.table(), before.key(), null, Optional.of(before)));
        }

        /**
         * Makes the step depend on an entry that it does not write.
         *
         * @param read the entry as it was read
         * @return this builder
         */
        public Builder expect(Stored<?> read) {
            expectations.add(read);
            return this;
        }

        /**
         * Adds a task.
         *
         * @param task the task; of two of one key the sooner one is kept
         * @return this builder
         */
        public Builder enqueue(Task task) {
            tasks.merge(task.key(), task, (one, other) -> one.delay().compareTo(other.delay()) <= 0 ? one : other);
            return this;
        }

        /**
         * Ends the task of a claim.
         *
         * @param claim the claim
         * @return this builder
         */
        public Builder finish(Claim claim) {
            completion = new Completion(claim, Optional.empty(), "");
            return this;
        }

        /**
         * Puts the task of a claim off.
         *
         * @param claim the claim
         * @param pause how long to wait
         * @param reason why, in words
         * @return this builder
         */
        public Builder retry(Claim claim, Duration pause, String reason) {
            completion = new Completion(claim, Optional.of(pause), reason);
            return this;
        }

        /**
         * Tells something.
         *
         * @param event what happened
         * @return this builder
         */
        public Builder event(Event event) {
            events.add(event);
            return this;
        }

        /** {@return the step} */
        public Step build() {
            return new Step(this);
        }

        private Builder write(Write<?> write) {
            if (writes.putIfAbsent(write.table() + " " + write.key(), write) != null) {
                throw new IllegalStateException("a step writes " + write.table() + " '" + write.key() + "' twice");
            }
            return this;
        }
    }
}
