// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.kratix.examples.benchmarks.TransactionLog.Transaction;
import io.kratix.testkit.PostgresServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/**
 * An empty database of the benchmark's own.
 *
 * @param source gives connections to it
 * @param whenDurable the statement before a transaction that waits for the disk
 * @param whenNot the statement before one that does not
 * @param end removes it
 */
record RegistryDatabase(DataSource source, String whenDurable, String whenNot, Closeable end) implements AutoCloseable {
    static RegistryDatabase sqlite() throws IOException {
        Path folder = Files.createTempDirectory("registry-");
        return new RegistryDatabase(
                sqlite(folder.resolve("registry.db")),
                "PRAGMA synchronous = FULL",
                "PRAGMA synchronous = NORMAL",
                () -> Directories.remove(folder));
    }

    static DataSource sqlite(Path file) {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    static RegistryDatabase postgresql() {
        PostgresServer server = PostgresServer.start();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.url());
        return new RegistryDatabase(
                source, "SET synchronous_commit = on", "SET synchronous_commit = off", server::close);
    }

    /** {@return the nanoseconds that bare transactions take which write as much, one after the other} */
    long replay(List<Transaction> transactions) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            boolean sqlite = whenDurable.startsWith("PRAGMA");
            if (sqlite) {
                statement.execute("PRAGMA journal_mode = WAL");
            }
            statement.execute("CREATE TABLE bare (body " + (sqlite ? "BLOB" : "BYTEA") + ")");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO bare (body) VALUES (?)")) {
                long start = System.nanoTime();
                for (Transaction transaction : transactions) {
                    statement.execute(transaction.durable() ? whenDurable : whenNot);
                    insert.setBytes(1, new byte[transaction.bytes()]);
                    insert.executeUpdate();
                }
                return System.nanoTime() - start;
            }
        }
    }

    @Override
    public void close() throws IOException {
        end.close();
    }
}
