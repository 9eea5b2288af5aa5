// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Gives so many connections at once and no more. Safe for several threads. */
final class SmallPool {
    private final DataSource real;
    private final int size;
    private int taken;
    private int mostTaken;

    SmallPool(DataSource real, int size) {
        this.real = real;
        this.size = size;
    }

    DataSource source() {
        return watched(DataSource.class, real);
    }

    synchronized int mostTaken() {
        return mostTaken;
    }

    private <T> T watched(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    count(method.getName());
                    try {
                        Object result = method.invoke(target, arguments);
                        return result instanceof Connection taken ? watched(Connection.class, taken) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private synchronized void count(String method) throws SQLException {
        switch (method) {
            case "getConnection" -> take();
            case "close" -> taken--;
            default -> {}
        }
    }

    private void take() throws SQLException {
        if (taken == size) {
            throw new SQLException("the pool has no connection left");
        }
        taken++;
        mostTaken = Math.max(mostTaken, taken);
    }
}
