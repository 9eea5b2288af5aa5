// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Content;
import io.kratix.model.Event;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The engine's memory. Safe for several threads. Made by one of the factories here; implemented by nobody else, so that
 * it may grow.
 */
public interface Registry extends AutoCloseable {
    /**
     * {@return a registry that forgets everything when the JVM ends: for tests and toys}
     */
    static Registry inMemory() {
        return inMemory(Clock.systemUTC());
    }

    /**
     * {@return a registry that forgets everything when the JVM ends}
     *
     * @param clock decides when tasks are due; unless it is the system's, when leases end, too
     */
    static Registry inMemory(Clock clock) {
        return new InMemoryRegistry(clock);
    }

    /**
     * {@return a registry in a database} Its tables are made and upgraded as need be.
     *
     * @param database gives connections to SQLite or PostgreSQL; the registry keeps some of them until it is closed
     * @throws RegistryException if the database does not answer, belongs to another engine that runs, or cannot be used
     */
    static Registry jdbc(DataSource database) {
        return jdbc(database, JdbcOptions.defaults());
    }

    /**
     * {@return a registry in a database} Its tables are made and upgraded as need be.
     *
     * @param database gives connections to SQLite or PostgreSQL; the registry keeps some of them until it is closed
     * @param options how it is used
     * @throws RegistryException if the database does not answer, belongs to another engine that runs, or cannot be used
     */
    static Registry jdbc(DataSource database, JdbcOptions options) {
        return JdbcRegistry.open(database, options);
    }

    /** {@return an id fit for a label, the same for every engine on this registry} */
    String id();

    /**
     * {@return an entry by its key}
     *
     * @param table where it stands
     * @param key its key
     * @param <T> the entries of the table
     */
    <T> Optional<Stored<T>> find(Table<T> table, String key);

    /**
     * {@return entries in the order of their keys}
     *
     * @param table where they stand
     * @param query which ones
     * @param <T> the entries of the table
     */
    <T> List<Stored<T>> list(Table<T> table, Query query);

    /**
     * {@return how many entries there are; cheaper than to list them}
     *
     * @param table where they stand
     * @param query which ones; its limit and where it begins do not matter
     */
    long count(Table<?> table, Query query);

    /**
     * Stores bytes, once for each digest, for as long as a Work refers to them.
     *
     * @param content any content
     * @return the same bytes, kept by the registry
     */
    Content keep(Content content);

    /**
     * Makes a change, whole or not at all.
     *
     * @param step the change
     * @throws StaleStepException if it was decided from something that has changed since
     */
    void commit(Step step);

    /**
     * Takes tasks that are due, at most one of a lane: of the share of which the fewest are worked on, then of the one that
     * had no turn for the longest time, then the longest due first.
     *
     * @param types which tasks
     * @param limit how many at the most
     * @param perShare how many of these types may be worked on for one share; those that count for nobody are not bounded
     * @param lease how long the claims hold unless renewed
     * @return the claims; none if nothing is due
     */
    List<Claim> claim(Set<Task.Type> types, int limit, int perShare, Duration lease);

    /**
     * Takes tasks that are due, however many of a share are worked on.
     *
     * @param types which tasks
     * @param limit how many at the most
     * @param lease how long the claims hold unless renewed
     * @return the claims; none if nothing is due
     */
    default List<Claim> claim(Set<Task.Type> types, int limit, Duration lease) {
        return claim(types, limit, Integer.MAX_VALUE, lease);
    }

    /**
     * Prolongs claims; those that do not hold any more are passed over, and their steps will be refused.
     *
     * @param claims claims that are still worked on
     * @param lease how long they hold from now on
     * @return those that hold
     */
    List<Claim> renew(List<Claim> claims, Duration lease);

    /**
     * {@return how long until a task is due that nobody works on; empty if there is none}
     *
     * @param types which tasks
     * @param perShare how many of these types may be worked on for one share: what waits for these is left out
     */
    Optional<Duration> untilNextTask(Set<Task.Type> types, int perShare);

    /** {@return whether no task is worked on or due; cheaper than looking at the {@link #queue}} */
    boolean isSettled();

    /**
     * {@return how much is in the queue, and what is first in it; its tasks have no delay}
     *
     * @throws RegistryException if the registry cannot be used, or another engine has taken it over: then it is that one's
     *     queue
     */
    QueueState queue();

    /** {@return why the last change could not be written, and what to do; empty if it could} Nothing is tried for it. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /**
     * {@return the tasks that wait for a time and say why, the soonest first}
     *
     * @param limit how many at the most
     */
    List<QueueState.Waiting> retries(int limit);

    /**
     * {@return the tasks about something that wait for a time}
     *
     * @param subject what about
     */
    List<QueueState.Waiting> waiting(String subject);

    /**
     * {@return the newest events about an object, the oldest of them first}
     *
     * @param about the object's reference as text; empty for all objects
     */
    List<Event> events(String about);

    /**
     * Has a listener called after each commit that went through here, on the committing thread.
     *
     * @param listener called with the step; must be quick and must not throw
     * @return ends the calling when it is run
     */
    Runnable onCommit(Consumer<Step> listener);

    /** Frees what it holds; what was committed stays committed. */
    @Override
    void close();
}
