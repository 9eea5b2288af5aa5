// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** Connections of drivers and pools that have their own ways. */
final class SilenceTest {
    private static final Silence SILENCE = Silence.of(Duration.ofSeconds(45));

    @TempDir
    Path directory;

    private final AtomicInteger timeout = new AtomicInteger();

    @Test
    void givesAConnectionBackAsItWas() throws SQLException {
        Connection connection = bounding();
        boolean bounded = SILENCE.bound(connection);
        int during = timeout.get();

        new Link(connection, bounded).close();

        assertThat(during).isEqualTo(45_000);
        assertThat(timeout).hasValue(0);
    }

    @Test
    void leavesALimitThatIsThere() throws SQLException {
        timeout.set(7);
        Connection connection = bounding();

        new Link(connection, SILENCE.bound(connection)).close();

        assertThat(timeout).hasValue(7);
    }

    @Test
    void triesALoginAgainThatAnInterruptEnded() throws SQLException {
        AtomicInteger logins = new AtomicInteger();
        SQLiteDataSource source = new SQLiteDataSource() {
            @Override
            public SQLiteConnection getConnection(String user, String password) throws SQLException {
                if (logins.incrementAndGet() == 1) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while attempting to connect");
                }
                return super.getConnection(user, password);
            }
        };
        source.setUrl(url());

        SILENCE.login(source).close();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void takesADataSourceThatCannotBeToldALimit() {
        SQLiteDataSource source = new SQLiteDataSource() {
            @Override
            public int getLoginTimeout() {
                return 0;
            }

            @Override
            public void setLoginTimeout(int seconds) {
                throw new IllegalStateException("sealed");
            }
        };

        assertThatCode(() -> SILENCE.boundLogin(source)).doesNotThrowAnyException();
    }

    @Test
    void takesConnectionsThatDoNotCommitByThemselves() {
        SQLiteDataSource source = new SQLiteDataSource() {
            @Override
            public SQLiteConnection getConnection(String user, String password) throws SQLException {
                SQLiteConnection connection = super.getConnection(user, password);
                connection.setAutoCommit(false);
                return connection;
            }
        };
        source.setUrl(url());

        try (Registry registry = Registry.jdbc(source)) {
            assertThat(registry.isSettled()).isTrue();
        }
    }

    private String url() {
        return "jdbc:sqlite:" + directory.resolve("registry.db");
    }

    private Connection bounding() {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("setNetworkTimeout")) {
                        timeout.set((int) arguments[1]);
                    }
                    return method.getName().equals("getNetworkTimeout") ? timeout.get() : null;
                });
    }
}
