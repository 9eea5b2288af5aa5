// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The statements of one transaction, sent in as few round trips as the driver allows. */
final class Batch {
    private static final int MOST_AT_ONCE = 60;

    private final List<Item> items = new ArrayList<>();

    /** Decides about the number of rows that a statement changed. */
    @FunctionalInterface
    interface Check {
        void accept(int rows);
    }

    private record Item(String sql, List<Object> parameters, Check check) {}

    /**
     * Adds a statement that may change any number of rows.
     *
     * @param sql the statement
     * @param parameters texts, numbers and bytes
     */
    void add(String sql, Object... parameters) {
        items.add(new Item(sql, List.of(parameters), rows -> {}));
    }

    /**
     * Adds a statement that must change one row.
     *
     * @param what named in the exception if it changes none
     * @param sql the statement
     * @param parameters texts, numbers and bytes
     */
    void addExpecting(String what, String sql, Object... parameters) {
        items.add(new Item(sql, List.of(parameters), rows -> {
            if (rows != 1) {
                throw new StaleStepException(what);
            }
        }));
    }

    /**
     * Adds a statement whose rows are counted.
     *
     * @param check told how many rows it changed
     * @param sql the statement
     * @param parameters texts, numbers and bytes
     */
    void addCounting(Check check, String sql, Object... parameters) {
        items.add(new Item(sql, List.of(parameters), check));
    }

    /**
     * Sends everything, in order.
     *
     * @param link where to
     * @param manyAtOnce whether the driver takes several statements in one
     * @throws StaleStepException if a statement did not change what it must
     */
    void send(Link link, boolean manyAtOnce) throws SQLException {
        if (manyAtOnce && items.size() <= MOST_AT_ONCE) {
            sendTogether(link);
            return;
        }
        int next = 0;
        while (next < items.size()) {
            next = sendAlike(link, next);
        }
    }

    private void sendTogether(Link link) throws SQLException {
        if (items.isEmpty()) {
            return;
        }
        PreparedStatement statement =
                link.prepared(String.join(";", items.stream().map(Item::sql).toList()));
        int next = 1;
        for (Item item : items) {
            Link.set(statement, next, item.parameters().toArray());
            next += item.parameters().size();
        }
        statement.execute();
        for (Item item : items) {
            item.check().accept(statement.getUpdateCount());
            statement.getMoreResults();
        }
    }

    /** Those that follow one another with the same text. */
    private int sendAlike(Link link, int first) throws SQLException {
        String sql = items.get(first).sql();
        int end = first + 1;
        while (end < items.size() && items.get(end).sql().equals(sql)) {
            end++;
        }
        if (end == first + 1) {
            Item item = items.get(first);
            item.check().accept(link.statement(sql, item.parameters().toArray()).executeUpdate());
            return end;
        }
        PreparedStatement statement = link.prepared(sql);
        for (Item item : items.subList(first, end)) {
            Link.set(statement, 1, item.parameters().toArray());
            statement.addBatch();
        }
        int[] rows = statement.executeBatch();
        for (int i = first; i < end; i++) {
            items.get(i).check().accept(rows[i - first]);
        }
        return end;
    }
}
