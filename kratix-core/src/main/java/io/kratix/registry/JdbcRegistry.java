// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Content;
import io.kratix.model.Event;
import io.kratix.registry.RegistryException.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A registry in a database: a step is one transaction there. */
final class JdbcRegistry implements Registry {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcRegistry.class);
    private static final long HOUSEKEEPING_MILLIS = 15_000;

    private final String id;
    private final Database database;
    private final Occupancy occupancy;
    private final RegistryTime time;
    private final JdbcNumbers numbers;
    private final JdbcContents contents;
    private final JdbcEntries entries;
    private final EntryCache cache = new EntryCache();
    private final JdbcQueue queue;
    private final JdbcOverview overview;
    private final JdbcClaims claims;
    private final JdbcEvents events;
    private final OpenClaims open;
    private final List<Consumer<Step>> listeners = new CopyOnWriteArrayList<>();
    private long kept;

    private JdbcRegistry(String id, Database database, Occupancy occupancy, TableNames names, JdbcOptions options) {
        this.id = id;
        this.database = database;
        this.occupancy = occupancy;
        time = new RegistryTime(database, names, database.dialect().now(), options.clock(), RegistryTime.steady());
        numbers = new JdbcNumbers(database, names);
        contents = new JdbcContents(database, names);
        entries = new JdbcEntries(contents, names, database.dialect());
        queue = new JdbcQueue(names);
        overview = new JdbcOverview(names);
        claims = new JdbcClaims(names);
        events = new JdbcEvents(names);
        open = new OpenClaims(names);
        database.whenBroken(cache::forgetAll);
    }

    static JdbcRegistry open(DataSource source, JdbcOptions options) {
        TableNames asked = new TableNames(options.schema(), options.tablePrefix());
        Database database = Database.open(source, options);
        try {
            TableNames names = database.read(link -> database.dialect().locate(link.connection(), asked));
            return open(database, names, options);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static JdbcRegistry open(Database database, TableNames names, JdbcOptions options) {
        Occupancy occupancy = new Occupancy(database, names, options.patience());
        try {
            occupancy.begin();
            String id = database.write(true, link -> new Schema(database.dialect(), names).bring(link.connection()));
            JdbcRegistry registry = new JdbcRegistry(id, database, occupancy, names, options);
            registry.takeOver(new Reindexing(registry.entries, names));
            return registry;
        } catch (RuntimeException e) {
            occupancy.end();
            throw e;
        }
    }

    /** Goes on where the engine before stopped: whoever worked on a task is gone. */
    private void takeOver(Reindexing reindexing) {
        time.synchronise();
        long now = time.now();
        database.write(true, link -> {
            reindexing.run(link);
            return send(link, batch -> queue.releaseAll(batch, now));
        });
        keepHouse(now);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public <T> Optional<Stored<T>> find(Table<T> table, String key) {
        return cache
                .find(new EntryCache.Place(table, "", key), () -> database.read(link -> entries.find(link, table, key)))
                .stream()
                .findFirst();
    }

    @Override
    public <T> List<Stored<T>> list(Table<T> table, Query query) {
        Supplier<EntryCache.Found<T>> read = () -> database.read(link -> entries.list(link, table, query));
        return query.equals(Query.where(query.index(), query.value()))
                        && !query.index().isEmpty()
                ? cache.find(new EntryCache.Place(table, query.index(), query.value()), read)
                : read.get().entries();
    }

    @Override
    public long count(Table<?> table, Query query) {
        return database.read(link -> entries.count(link, table, query));
    }

    @Override
    public Content keep(Content content) {
        return contents.keep(content);
    }

    @Override
    public void commit(Step step) {
        occupancy.check();
        if (step.changesNothing()) {
            committing(() -> database.read(link -> expect(link, step)));
            return;
        }
        long firstVersion = numbers.take(step.writes().size());
        long firstOrdinal = numbers.take(step.tasks().size());
        long now = time.now();
        Batch batch = new Batch();
        entries.write(batch, step, firstVersion, now);
        queue.add(batch, step.tasks(), firstOrdinal, now);
        Optional<JdbcQueue.Ending> ending = step.completion().map(completion -> queue.complete(batch, completion, now));
        events.add(batch, step.events());
        // what only ends a task may be done once more after a loss of power
        boolean durable = !step.writes().isEmpty() || !step.tasks().isEmpty();
        Set<EntryCache.Place> places = EntryCache.places(step);
        Database.Work<Boolean> transaction = link -> {
            cache.changing(places);
            return commit(link, step, batch);
        };
        // one that is not answered may still come: what it changes is read from the database from then on
        committing(() -> database.write(durable, transaction, () -> cache.changed(places)));
        cache.changed(places);
        step.completion().map(Step.Completion::claim).ifPresent(open::ended);
        claims.committed(step);
        if (ending.filter(JdbcQueue.Ending::isBack).isPresent()) {
            cameBack(step.completion().orElseThrow().claim());
        }
        listeners.forEach(listener -> listener.accept(step));
    }

    /** Whoever hears nothing of a commit does not know what the queue is like. */
    private void committing(Runnable commit) {
        try {
            commit.run();
        } catch (StaleStepException e) {
            cache.forgetAll(); // a database that was put back behind our back would refuse it for ever
            throw e;
        } catch (RuntimeException | Error e) {
            cache.forgetAll();
            claims.forget();
            throw e;
        }
    }

    /** The step is committed: it is no failure of it that this cannot be found out. */
    private void cameBack(Claim claim) {
        try {
            database.read(link -> {
                claims.cameBack(link, claim.task().key());
                return true;
            });
        } catch (RuntimeException e) {
            LOG.debug("the queue is read anew", e);
            claims.forget();
        }
    }

    private boolean commit(Link link, Step step, Batch batch) throws SQLException {
        expect(link, step);
        batch.send(link, database.dialect().sendsManyAtOnce());
        return true;
    }

    private boolean expect(Link link, Step step) throws SQLException {
        for (Stored<?> expected : step.expectations()) {
            if (!entries.holds(link, expected)) {
                throw new StaleStepException(expected.table() + " '" + expected.key() + "'");
            }
        }
        return true;
    }

    @Override
    public List<Claim> claim(Set<Task.Type> types, int limit, int perShare, Duration lease) {
        occupancy.check();
        synchronized (claims) {
            long now = time.now();
            if (database.read(link -> claims.isAnyExpired(link, now))) {
                release(batch -> queue.release(batch, now));
            }
            List<JdbcLine.Candidate> picked = database.read(link -> claims.pick(link, types, limit, perShare, now));
            try {
                return picked.isEmpty() ? List.of() : claim(picked, now + lease.toMillis());
            } catch (StaleStepException e) {
                return List.of(); // somebody else was quicker; the next look shows what is left
            }
        }
    }

    private List<Claim> claim(List<JdbcLine.Candidate> picked, long leaseEnd) {
        long first = numbers.take(picked.size());
        List<Claim> claimed = new ArrayList<>();
        for (JdbcLine.Candidate candidate : picked) {
            claimed.add(open.open(candidate.task(), first + claimed.size(), candidate.attempts()));
        }
        try {
            database.write(
                    false, link -> send(link, batch -> claimed.forEach(claim -> claims.claim(batch, claim, leaseEnd))));
            return claimed;
        } catch (RuntimeException | Error e) {
            claimed.forEach(open::ended);
            claims.forget();
            throw e;
        }
    }

    @Override
    public List<Claim> renew(List<Claim> worked, Duration lease) {
        if (occupancy.renew()) {
            cache.forgetAll();
            claims.forget();
        }
        time.synchronise();
        long now = time.now();
        Set<Claim> held = new HashSet<>();
        if (!worked.isEmpty()) {
            database.write(
                    false, link -> send(link, batch -> queue.renew(batch, worked, now + lease.toMillis(), held)));
        }
        releaseForgotten(now);
        if (now - lastHousekeeping() > HOUSEKEEPING_MILLIS) {
            keepHouse(now);
        }
        return worked.stream().filter(held::contains).toList();
    }

    private void releaseForgotten(long now) {
        Map<String, String> forgotten = database.read(open::forgotten);
        if (!forgotten.isEmpty()) {
            release(batch -> queue.release(batch, forgotten, now));
        }
    }

    private void release(Consumer<Batch> statements) {
        try {
            database.write(false, link -> send(link, statements));
        } finally {
            claims.forget();
        }
    }

    @Override
    public Optional<Duration> untilNextTask(Set<Task.Type> types, int perShare) {
        synchronized (claims) {
            long now = time.now();
            OptionalLong next = database.read(link -> claims.next(link, types, perShare, now));
            return next.isPresent()
                    ? Optional.of(Duration.ofMillis(Math.max(now, next.getAsLong()) - now))
                    : Optional.empty();
        }
    }

    @Override
    public boolean isSettled() {
        long now = time.now();
        return database.read(link -> !queue.isBusy(link, now));
    }

    @Override
    public QueueState queue() {
        occupancy.check();
        long now = time.now();
        return database.read(link -> overview.state(link, now));
    }

    @Override
    public Optional<String> problem() {
        return database.problem().map(failure -> String.valueOf(failure.getMessage()));
    }

    @Override
    public List<QueueState.Waiting> retries(int limit) {
        long now = time.now();
        return database.read(link -> overview.retries(link, limit, now));
    }

    @Override
    public List<QueueState.Waiting> waiting(String subject) {
        long now = time.now();
        return database.read(link -> overview.waiting(link, subject, now));
    }

    @Override
    public List<Event> events(String about) {
        return database.read(link -> events.list(link, about));
    }

    @Override
    public Runnable onCommit(Consumer<Step> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        database.close();
        occupancy.end();
    }

    private synchronized long lastHousekeeping() {
        return kept;
    }

    /** Removes what nobody needs any more. */
    private synchronized void keepHouse(long now) {
        kept = now;
        database.write(
                false,
                link -> send(link, batch -> {
                    contents.collect(batch, now);
                    events.trim(batch);
                }));
    }

    private boolean send(Link link, Consumer<Batch> statements) throws SQLException {
        Batch batch = new Batch();
        statements.accept(batch);
        batch.send(link, database.dialect().sendsManyAtOnce());
        return true;
    }

    /** {@return what to say of a registry whose place another engine has taken} */
    static RegistryException takenOver() {
        return new RegistryException(
                Reason.LOCKED, "another engine has taken over this registry while its database was away; end this one");
    }
}
