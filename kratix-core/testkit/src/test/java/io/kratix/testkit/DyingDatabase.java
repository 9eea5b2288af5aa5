// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Gives connections of which nothing comes any more as soon as a statement begins with some words. Safe for several threads. */
final class DyingDatabase {
    private final String words;
    private final AtomicBoolean dead = new AtomicBoolean();

    private DyingDatabase(String words) {
        this.words = words;
    }

    static DataSource at(DataSource real, String words) {
        return new DyingDatabase(words).watched(DataSource.class, real);
    }

    private <T> T watched(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof String said && said.startsWith(words)) {
                        dead.set(true);
                    }
                    if (dead.get() && !method.getName().equals("close")) {
                        throw new SQLException("the machine is gone", "08006");
                    }
                    try {
                        return wrapped(method.invoke(target, arguments), method.getReturnType());
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private Object wrapped(Object result, Class<?> type) {
        if (type == Connection.class) {
            return watched(Connection.class, (Connection) result);
        }
        return type == Statement.class ? watched(Statement.class, (Statement) result) : result;
    }
}
