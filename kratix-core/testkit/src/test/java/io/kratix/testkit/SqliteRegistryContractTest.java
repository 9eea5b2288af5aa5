// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The contract on a SQLite file. */
final class SqliteRegistryContractTest extends RegistryContract {
    @TempDir
    Path directory;

    @Override
    protected Registry open(Clock clock) {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + directory.resolve("registry.db"));
        return Registry.jdbc(file, JdbcOptions.defaults().clock(clock));
    }

    @Override
    protected Registry reopen(Registry closed, Clock clock) {
        return open(clock);
    }
}
