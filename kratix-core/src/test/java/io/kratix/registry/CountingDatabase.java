// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Counts the rows that are read from a database, and the transactions that are begun in SQLite. */
final class CountingDatabase {
    private final DataSource real;
    private final AtomicLong rows = new AtomicLong();
    private final List<Connection> begun = Collections.synchronizedList(new ArrayList<>());

    CountingDatabase(DataSource real) {
        this.real = real;
    }

    /** {@return how many were read until now} */
    long rows() {
        return rows.get();
    }

    /** {@return how many transactions were begun until now} */
    long transactions() {
        return begun.size();
    }

    /** {@return on how many connections} */
    long writers() {
        return begun.stream().distinct().count();
    }

    DataSource source() {
        return counting(DataSource.class, real);
    }

    private <T> T counting(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (target instanceof Statement statement
                            && arguments != null
                            && String.valueOf(arguments[0]).startsWith("BEGIN")) {
                        begun.add(statement.getConnection());
                    }
                    try {
                        return counted(method.getName(), method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private Object counted(String method, Object result) {
        if (result instanceof Connection connection) {
            return counting(Connection.class, connection);
        }
        if (result instanceof Statement statement && !(result instanceof PreparedStatement)) {
            return counting(Statement.class, statement);
        }
        if (result instanceof PreparedStatement statement) {
            return counting(PreparedStatement.class, statement);
        }
        if (result instanceof ResultSet read) {
            return counting(ResultSet.class, read);
        }
        if (method.equals("next") && Boolean.TRUE.equals(result)) {
            rows.incrementAndGet();
        }
        return result;
    }
}
