// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import io.kratix.registry.RegistryException;
import io.kratix.testkit.PostgresServer;
import io.kratix.testkit.PostgresSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The database goes away under an engine, and comes back. */
@Tag("postgresql")
@ExtendWith(PostgresServer.Fixture.class)
class OutageTest {
    /** A task whose end was not yet on the server's disk is anybody's when its lease ends, after a minute. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final String CANNOT_BE_USED =
            "the registry's PostgreSQL cannot be used; check that it runs, and the address, user and password: ";

    @Test
    void goesOnByItselfWhenTheDatabaseIsBack() throws InterruptedException {
        JdbcOptions options = JdbcOptions.defaults().schema("outage").patience(Duration.ofSeconds(5));
        try (Registry registry = Registry.jdbc(PostgresSource.ofRunningServer(), options);
                Platform platform = Platform.open(registry, builder -> {})) {
            CountDownLatch away = new CountDownLatch(1);
            platform.images.put(Platform.IMAGE, call -> {
                PostgresServer.running().interrupt();
                away.countDown();
                call.writeOutput("redis.yaml", "made while the database was away\n");
            });

            platform.applyAll();
            assertThat(away.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> platform.kratix.apply(Platform.request("another", "small")))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageStartingWith(CANNOT_BE_USED);
            assertThat(platform.kratix.health(LIMIT).registry().problem())
                    .hasValueSatisfying(problem -> assertThat(problem).startsWith(CANNOT_BE_USED));
            platform.images.put(Platform.IMAGE, call -> call.writeOutput("redis.yaml", "made afterwards\n"));
            PostgresServer.running().resume();
            platform.kratix.apply(Platform.request("another", "small"));
            platform.kratix.awaitReady(Platform.reference("another"), LIMIT);
            platform.kratix.awaitReady(Platform.reference("my-request"), LIMIT);

            assertThat(platform.kratix.health(LIMIT).registry().isReachable()).isTrue();
            assertThat(platform.paths())
                    .contains("worker-cluster/resources/default/redis/my-request/redis.yaml")
                    .contains("worker-cluster/resources/default/redis/another/redis.yaml");
        }
    }
}
