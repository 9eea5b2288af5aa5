// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/** A database whose connection breaks at a COMMIT, which comes all the same, later. For one thread. */
final class LateCommit {
    private final DataSource real;
    private boolean breaksNext;
    private Optional<Connection> broken = Optional.empty();

    LateCommit(DataSource real) {
        this.real = real;
    }

    DataSource source() {
        return breaking(DataSource.class, real);
    }

    /** The next COMMIT is not answered, nor is anything after it on its connection. */
    void breakAtTheNext() {
        breaksNext = true;
    }

    /** Now the database commits. */
    void come() throws SQLException {
        try (Connection connection = broken.orElseThrow();
                Statement statement = connection.createStatement()) {
            statement.execute("COMMIT");
        }
    }

    private <T> T breaking(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (target instanceof Statement statement && arguments != null) {
                        breakAt(String.valueOf(arguments[0]), statement.getConnection());
                    }
                    boolean isLeftOpen = method.getName().equals("close")
                            && broken.filter(target::equals).isPresent();
                    try {
                        return isLeftOpen ? null : wrapped(method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private void breakAt(String statement, Connection connection) throws SQLException {
        if (breaksNext && statement.equals("COMMIT")) {
            breaksNext = false;
            broken = Optional.of(connection);
        }
        if (broken.filter(connection::equals).isPresent()) {
            throw new SQLException("nobody answers");
        }
    }

    private Object wrapped(Object result) {
        if (result instanceof Connection connection) {
            return breaking(Connection.class, connection);
        }
        return result instanceof Statement statement
                        && result.getClass().getSimpleName().equals("JDBC4Statement")
                ? breaking(Statement.class, statement)
                : result;
    }
}
