// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Notes of each transaction that goes through a DataSource how many bytes it writes, and whether it waits for the disk. */
final class TransactionLog {
    private final DataSource real;
    private final List<Transaction> transactions = Collections.synchronizedList(new ArrayList<>());

    TransactionLog(DataSource real) {
        this.real = real;
    }

    /**
     * One that was committed.
     *
     * @param bytes what its statements wrote: texts, bytes, and 8 for each number
     * @param durable whether its commit waited for the disk
     */
    record Transaction(int bytes, boolean durable) {}

    /** {@return the transactions since the last call that wrote anything} */
    List<Transaction> taken() {
        synchronized (transactions) {
            List<Transaction> taken = List.copyOf(transactions);
            transactions.clear();
            return taken;
        }
    }

    DataSource source() {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Object result = invoke(real, method, arguments);
            return result instanceof Connection connection ? new Noted(connection).proxy() : result;
        });
    }

    private final class Noted {
        private final Connection connection;
        private int bytes;
        private boolean durable = true;

        private Noted(Connection connection) {
            this.connection = connection;
        }

        private Connection proxy() {
            return TransactionLog.proxy(Connection.class, (proxy, method, arguments) -> {
                Object result = invoke(connection, method, arguments);
                if (method.getName().equals("commit")) {
                    committed();
                }
                if (result instanceof PreparedStatement prepared) {
                    return prepared(prepared, String.valueOf(arguments[0]));
                }
                return result instanceof Statement statement ? plain(statement) : result;
            });
        }

        private PreparedStatement prepared(PreparedStatement statement, String sql) {
            boolean writes = sql.matches("(?s)(INSERT|UPDATE|DELETE).*");
            return TransactionLog.proxy(PreparedStatement.class, (proxy, method, arguments) -> {
                if (writes && method.getName().startsWith("set") && arguments.length == 2) {
                    bytes += size(arguments[1]);
                }
                return invoke(statement, method, arguments);
            });
        }

        /** How the registry tells either database what it wants of a transaction. */
        private Statement plain(Statement statement) {
            return TransactionLog.proxy(Statement.class, (proxy, method, arguments) -> {
                Object result = invoke(statement, method, arguments);
                String sql = method.getName().equals("execute") ? String.valueOf(arguments[0]) : "";
                if (sql.contains("synchronous")) {
                    durable = sql.endsWith("FULL");
                } else if (sql.equals("COMMIT")) {
                    committed();
                }
                return result;
            });
        }

        private void committed() {
            if (bytes > 0) {
                transactions.add(new Transaction(bytes, durable));
            }
            bytes = 0;
            durable = true;
        }
    }

    private static int size(Object parameter) {
        if (parameter instanceof byte[] bytes) {
            return bytes.length;
        }
        return parameter instanceof String text ? text.getBytes(StandardCharsets.UTF_8).length : Long.BYTES;
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof SQLException cause ? cause : e;
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
