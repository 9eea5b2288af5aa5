// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Counts the rows that are read from a database. */
final class CountingDatabase {
    private final DataSource real;
    private final AtomicLong rows = new AtomicLong();

    CountingDatabase(DataSource real) {
        this.real = real;
    }

    /** {@return how many were read until now} */
    long rows() {
        return rows.get();
    }

    DataSource source() {
        return counting(DataSource.class, real);
    }

    private <T> T counting(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
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
