// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import io.kratix.registry.RegistryException;
import io.kratix.testkit.PostgresServer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The database goes away under an engine, and comes back. */
@Tag("postgresql")
@ExtendWith(PostgresServer.Fixture.class)
class OutageTest {
    @Test
    void goesOnByItselfWhenTheDatabaseIsBack() throws InterruptedException {
        JdbcOptions options = JdbcOptions.defaults().schema("outage").patience(Duration.ofSeconds(5));
        try (Registry registry = Registry.jdbc(PostgresServer.running().dataSource(), options);
                Platform platform = Platform.open(registry, builder -> {})) {
            platform.images.put(Platform.IMAGE, call -> {
                PostgresServer.running().interrupt();
                call.writeOutput("redis.yaml", "made while the database was away\n");
            });

            platform.applyAll();
            await().atMost(Platform.LIMIT).until(() -> platform.runs.get() == 1);
            assertThatThrownBy(() -> platform.kratix.apply(Platform.request("another", "small")))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageStartingWith("the registry's PostgreSQL cannot be used; check that it runs, and the"
                            + " address, user and password: ");
            platform.images.put(Platform.IMAGE, call -> call.writeOutput("redis.yaml", "made afterwards\n"));
            PostgresServer.running().resume();
            platform.kratix.apply(Platform.request("another", "small"));
            platform.kratix.awaitReady(Platform.reference("another"), Platform.LIMIT);
            platform.kratix.awaitReady(Platform.reference("my-request"), Platform.LIMIT);

            assertThat(platform.paths())
                    .contains("worker-cluster/resources/default/redis/my-request/redis.yaml")
                    .contains("worker-cluster/resources/default/redis/another/redis.yaml");
        }
    }
}
