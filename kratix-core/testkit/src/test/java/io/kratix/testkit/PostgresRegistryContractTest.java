// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract on a PostgreSQL server, each test with a schema of its own. */
@Tag("postgresql")
@ExtendWith(PostgresServer.Fixture.class)
final class PostgresRegistryContractTest extends RegistryContract {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final String schema = "contract_" + SCHEMAS.incrementAndGet();

    @Override
    protected Registry open(Clock clock) {
        return Registry.jdbc(
                PostgresSource.ofRunningServer(),
                JdbcOptions.defaults().schema(schema).connections(3).clock(clock));
    }

    @Override
    protected Registry reopen(Registry closed, Clock clock) {
        return open(clock);
    }
}
