// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.registry.RegistryException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that are kept, and transactions on them. Safe for several threads. */
final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private static final Duration FRESH = Duration.ofMillis(500);
    private static final Duration LONG_FOR_A_TURN = Duration.ofMillis(100);
    private static final int SECONDS_TO_ANSWER = 5;

    private final DataSource source;
    private final Dialect dialect;
    private final Duration patience;
    private final Silence silence;
    private final Links readers;
    private final Links writers;
    private final Optional<Turns> turns;
    private volatile Optional<RegistryException> failed = Optional.empty();
    private volatile Runnable whenBroken = () -> {};
    private volatile boolean closed;

    private Database(DataSource source, Dialect dialect, Duration patience, Silence silence, int connections) {
        this.source = source;
        this.dialect = dialect;
        this.patience = patience;
        this.silence = silence;
        // whoever alone writes finds what it remembers of the file still right
        boolean writesAlone = dialect.hasOneWriter() && connections > 1;
        this.readers = new Links(writesAlone ? connections - 1 : connections);
        this.writers = writesAlone ? new Links(1) : readers;
        this.turns = dialect.hasOneWriter() ? Optional.of(new Turns(patience)) : Optional.empty();
    }

    /** So many connections at the most, and those of them that nobody uses. */
    private record Links(Semaphore permits, Deque<Link> idle) {
        private Links(int most) {
            this(new Semaphore(most, true), new ArrayDeque<>());
        }
    }

    /** Something to do on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(Link link) throws SQLException;
    }

    /**
     * {@return a database that answers}
     *
     * @param source gives connections
     * @param options how long to wait, and how many connections at once, one of which is for the registry's place
     * @throws RegistryException if it does not answer, or is none that a registry can use
     */
    static Database open(DataSource source, JdbcOptions options) {
        Silence limit = Silence.of(options.patience().plus(options.silence()));
        limit.boundLogin(source);
        try (Connection connection = limit.login(source)) {
            return new Database(source, dialectOf(connection), options.patience(), limit, options.connections() - 1);
        } catch (SQLException e) {
            throw new RegistryException(
                    Reason.UNAVAILABLE,
                    "the registry's database does not answer; a SQLite file's folder must exist and be writable, and"
                            + " PostgreSQL's address, user and password be right: "
                            + Reported.of(e).getMessage(),
                    Reported.of(e));
        }
    }

    private static Dialect dialectOf(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "SQLite" -> new SqliteDialect();
            case "PostgreSQL" -> new PostgresDialect();
            default ->
                throw new RegistryException(
                        Reason.UNFIT, "a registry needs SQLite or PostgreSQL, and this is " + product);
        };
    }

    Duration patience() {
        return patience;
    }

    Dialect dialect() {
        return dialect;
    }

    /**
     * {@return what is wrong with the database, and what to do, in words that show no row and no value}
     *
     * @param e what the driver threw
     */
    RuntimeException explain(SQLException e) {
        return dialect.explain(Reported.of(e));
    }

    /**
     * Has something done, soon and on whatever thread, whenever a connection has failed.
     *
     * @param told takes note that the database may not be what it was
     */
    void whenBroken(Runnable told) {
        whenBroken = told;
    }

    /** {@return what the last change failed with; empty if it did not} */
    Optional<RegistryException> problem() {
        return failed;
    }

    /** {@return what statements that change nothing find} */
    <T> T read(Work<T> work) {
        return onLink(readers, work);
    }

    /**
     * {@return what a transaction gives; it is committed whole, or not at all if it throws}
     *
     * @param durable whether it must survive a loss of power
     * @param work what to do
     */
    <T> T write(boolean durable, Work<T> work) {
        return write(durable, work, () -> {});
    }

    /**
     * {@return what a transaction gives; it is committed whole, or not at all if it throws}
     *
     * @param durable whether it must survive a loss of power
     * @param work what to do
     * @param undone takes note that it began and that nothing of it is committed, for certain; if that is unknown, it may
     *     still be
     */
    <T> T write(boolean durable, Work<T> work, Runnable undone) {
        try {
            T result = inTurn(durable, work, undone);
            failed = Optional.empty();
            return result;
        } catch (RegistryException e) {
            failed = Optional.of(e);
            throw e;
        }
    }

    private <T> T inTurn(boolean durable, Work<T> work, Runnable undone) {
        Duration waited = turns.map(Turns::begin).orElse(Duration.ZERO);
        try {
            return onLink(writers, link -> inTransaction(link, durable, waited, work, undone));
        } finally {
            turns.ifPresent(Turns::end);
        }
    }

    private <T> T inTransaction(Link link, boolean durable, Duration waited, Work<T> work, Runnable undone)
            throws SQLException {
        begin(link.connection(), durable, waited);
        try {
            T result = work.run(link);
            dialect.commit(link.connection());
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            if (isRolledBack(link, e)) {
                undone.run();
            }
            throw e;
        }
    }

    /** Whoever waited for a turn has less patience left: otherwise the last of many waits as long as all of them. */
    private void begin(Connection connection, boolean durable, Duration waited) throws SQLException {
        if (waited.compareTo(LONG_FOR_A_TURN) < 0) {
            dialect.begin(connection, durable);
            return;
        }
        Duration left = patience.minus(waited);
        dialect.setPatience(connection, left.isNegative() ? Duration.ZERO : left);
        dialect.begin(connection, durable);
        dialect.setPatience(connection, patience);
    }

    private boolean isRolledBack(Link link, Throwable cause) {
        try {
            dialect.rollback(link.connection());
            return true;
        } catch (SQLException e) {
            cause.addSuppressed(e);
            return false;
        }
    }

    private <T> T onLink(Links links, Work<T> work) {
        if (!permitted(links.permits())) {
            throw new RegistryException(Reason.UNAVAILABLE, "no connection to the registry became free in " + patience);
        }
        try {
            if (closed) {
                throw new RegistryException(Reason.UNAVAILABLE, "the registry is closed");
            }
            return onLink(links.idle(), work);
        } catch (SQLException e) {
            throw explain(e);
        } finally {
            links.permits().release();
        }
    }

    /** Whoever is interrupted still has something to commit: that it was. */
    private boolean permitted(Semaphore permits) {
        boolean interrupted = Thread.interrupted();
        try {
            return permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return permits.tryAcquire();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T onLink(Deque<Link> idle, Work<T> work) throws SQLException {
        Link link = take(idle);
        boolean sound = false;
        try {
            T result = work.run(link);
            link.used(System.nanoTime());
            sound = true;
            return result;
        } catch (StaleStepException e) {
            sound = true;
            throw e;
        } finally {
            if (sound && !closed) {
                giveBack(idle, link);
            } else {
                discard(link);
                whenBroken.run();
            }
        }
    }

    /** One that was used a moment ago is taken as it is; another one may have died with its server, and all with it. */
    private Link take(Deque<Link> idle) throws SQLException {
        for (Optional<Link> kept = kept(idle); kept.isPresent(); kept = kept(idle)) {
            boolean fresh = kept.get().isUsedSince(System.nanoTime() - FRESH.toNanos());
            if (fresh || kept.get().connection().isValid(SECONDS_TO_ANSWER)) {
                return kept.get();
            }
            discard(kept.get());
            discardKept();
            whenBroken.run();
        }
        return connect();
    }

    private static Optional<Link> kept(Deque<Link> idle) {
        synchronized (idle) {
            return Optional.ofNullable(idle.pollLast());
        }
    }

    /** {@return a connection of one's own, to be closed by who asked for it} */
    Link connect() throws SQLException {
        Connection connection = silence.login(source);
        try {
            boolean bounded = silence.bound(connection);
            connection.setAutoCommit(true);
            dialect.prepare(connection, patience);
            return new Link(connection, bounded);
        } catch (SQLException | RuntimeException e) {
            try {
                connection.close();
            } catch (SQLException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private static void giveBack(Deque<Link> idle, Link link) {
        synchronized (idle) {
            idle.addLast(link);
        }
    }

    /** What went wrong may lie with the connection: the next one is new. */
    private static void discard(Link link) {
        try {
            link.close();
        } catch (SQLException e) {
            LOG.debug("a connection that failed cannot be closed", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        discardKept();
    }

    private void discardKept() {
        discardKept(readers.idle());
        discardKept(writers.idle());
    }

    private static void discardKept(Deque<Link> idle) {
        synchronized (idle) {
            idle.forEach(Database::discard);
            idle.clear();
        }
    }
}
