// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import io.kratix.registry.RegistryException;
import io.kratix.testkit.CutLine;
import io.kratix.testkit.PostgresServer;
import io.kratix.testkit.PostgresSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;

/** The database says nothing any more, though nobody has ended the connections to it; then it does again. */
@Tag("postgresql")
@ExtendWith(PostgresServer.Fixture.class)
class SilentDatabaseTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final JdbcOptions OPTIONS = JdbcOptions.defaults()
            .schema("silence")
            .patience(Duration.ofMillis(500))
            .silence(Duration.ofMillis(1_500));

    @Test
    @Timeout(value = 40, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void isGivenUpAndGoneOnWithWhenItSpeaksAgain() throws InterruptedException {
        try (CutLine line = CutLine.to(PostgresSource.ofRunningServer().getPortNumbers()[0]);
                Registry registry = Registry.jdbc(through(line), OPTIONS);
                Platform platform = Platform.open(registry, builder -> {})) {
            platform.applyAll();
            platform.kratix.awaitReady(Platform.reference("my-request"), LIMIT);

            line.fallSilent();
            assertThatThrownBy(() -> platform.kratix.apply(Platform.request("another", "small")))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageStartingWith("the registry's PostgreSQL cannot be used; ");
            assertThat(platform.kratix.health(LIMIT).registry().isReachable()).isFalse();
            line.speak();
            platform.kratix.apply(Platform.request("another", "small"));
            platform.kratix.awaitReady(Platform.reference("another"), LIMIT);

            assertThat(platform.kratix.health(LIMIT).registry().problem()).isEmpty();
        }
    }

    private static PGSimpleDataSource through(CutLine line) {
        PGSimpleDataSource source = PostgresSource.ofRunningServer();
        source.setPortNumbers(new int[] {line.port()});
        return source;
    }
}
