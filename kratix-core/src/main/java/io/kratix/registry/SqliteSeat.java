// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A lock of the operating system on a file beside the database's. */
final class SqliteSeat implements Seat {
    private final TableNames names;
    private @Nullable FileChannel channel;

    SqliteSeat(TableNames names) {
        this.names = names;
    }

    @Override
    public boolean take(Connection connection) throws SQLException {
        String database = file(connection);
        if (database.isEmpty()) {
            return true; // in memory: nobody else can see it
        }
        FileChannel opened = open(lockFile(database));
        boolean taken = false;
        try {
            taken = opened.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            taken = false; // by this very process
        } catch (IOException e) {
            throw new SQLException("the file " + lockFile(database) + " cannot be locked: " + e.getMessage(), e);
        } finally {
            if (taken) {
                channel = opened;
            } else {
                close(opened);
            }
        }
        return taken;
    }

    @Override
    public String holder(Connection connection) throws SQLException {
        return "another engine has the file " + file(connection) + "; close that one first, and its registry";
    }

    @Override
    public boolean isHeld(Connection connection) {
        return true;
    }

    @Override
    public void release(Connection connection) throws SQLException {
        FileChannel held = channel;
        if (held != null) {
            close(held);
            channel = null;
        }
    }

    private Path lockFile(String database) {
        return Path.of(database + "-" + names.plain("lock"));
    }

    private static FileChannel open(Path file) throws SQLException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new SQLException("the file " + file + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static void close(FileChannel channel) throws SQLException {
        try {
            channel.close();
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    /** {@return the database's file; empty for one in memory} */
    private static String file(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA database_list")) {
            while (rows.next()) {
                if (rows.getString("name").equals("main")) {
                    @Nullable String file = rows.getString("file");
                    return file == null ? "" : file;
                }
            }
            return "";
        }
    }
}
