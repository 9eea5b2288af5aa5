// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import org.postgresql.ds.PGSimpleDataSource;

/** The driver's way to the tests' PostgreSQL. */
public final class PostgresSource {
    private PostgresSource() {}

    public static PGSimpleDataSource ofRunningServer() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(PostgresServer.running().url());
        return source;
    }
}
