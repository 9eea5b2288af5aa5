// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A lock of the operating system on a file beside the database's. The operating system gives a process's locks on a file up
 * as soon as any descriptor of it is closed: so a file that this process has locked is not opened once more, and where
 * another class loader of this process has it, the descriptor that found it out stays open.
 */
final class SqliteSeat implements Seat {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
    private static final Map<Path, FileChannel> OF_ANOTHER_LOADER = new ConcurrentHashMap<>();

    private final TableNames names;
    private @Nullable FileChannel channel;
    private Path locked = Path.of("");

    SqliteSeat(TableNames names) {
        this.names = names;
    }

    @Override
    public boolean take(Connection connection) throws SQLException {
        String database = file(connection);
        if (database.isEmpty()) {
            return true; // in memory: nobody else can see it
        }
        Path file = lockFile(database);
        if (!HELD.add(file)) {
            return false;
        }
        boolean taken = false;
        try {
            taken = take(file);
        } finally {
            if (!taken) {
                HELD.remove(file);
            }
        }
        return taken;
    }

    private boolean take(Path file) throws SQLException {
        FileChannel known = OF_ANOTHER_LOADER.remove(file);
        FileChannel opened = known == null ? open(file) : known;
        try {
            if (opened.tryLock() != null) {
                channel = opened;
                locked = file;
                return true;
            }
        } catch (OverlappingFileLockException e) {
            OF_ANOTHER_LOADER.put(file, opened);
            return false;
        } catch (IOException e) {
            close(opened);
            throw new SQLException("the file " + file + " cannot be locked: " + e.getMessage(), e);
        }
        close(opened);
        return false;
    }

    @Override
    public String holder(Connection connection) throws SQLException {
        return "another engine has the file " + file(connection) + "; close that one first, and its registry";
    }

    /** It hangs on no connection. */
    @Override
    public boolean clear(Connection connection) {
        return false;
    }

    @Override
    public boolean isHeld(Connection connection) {
        return true;
    }

    @Override
    public void release(Connection connection) throws SQLException {
        FileChannel held = channel;
        if (held != null) {
            channel = null;
            close(held);
            HELD.remove(locked);
        }
    }

    /** The same for all names of the file. */
    private Path lockFile(String database) throws SQLException {
        try {
            Path file = Path.of(database).toAbsolutePath();
            Path real = Files.exists(file)
                    ? file.toRealPath()
                    : file.resolveSibling(".").toRealPath().resolve(file.getFileName());
            return Path.of(real + "-" + names.plain("lock"));
        } catch (IOException e) {
            throw new SQLException("the file " + database + " cannot be looked at: " + e, e);
        }
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
