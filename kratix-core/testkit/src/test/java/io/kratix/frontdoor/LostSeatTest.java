// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.registry.Claim;
import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.RegistryException;
import io.kratix.registry.Step;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import io.kratix.testkit.CutLine;
import io.kratix.testkit.PostgresServer;
import io.kratix.testkit.PostgresSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;

/** The connection breaks that an engine's place at its registry hangs on. */
@Tag("postgresql")
@ExtendWith(PostgresServer.Fixture.class)
class LostSeatTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String TAKEN_OVER =
            "another engine has taken over this registry while its database was away; end this one";

    private final PGSimpleDataSource direct = PostgresSource.ofRunningServer();

    @Test
    void takesItsPlaceAgainFromASessionOfItsOwnThatTheServerStillHas() {
        JdbcOptions options = JdbcOptions.defaults().schema("seat_own");
        try (CutLine line = CutLine.to(direct.getPortNumbers()[0]);
                Registry registry = Registry.jdbc(through(line), options)) {
            line.cut();

            renew(registry);

            assertThat(registry.queue().size().due()).isZero();
            assertThatThrownBy(() -> Registry.jdbc(direct, options.patience(Duration.ZERO)))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("serves one engine at a time");
        }
    }

    @Test
    void saysInItsHealthThatAnotherEngineHasTakenItsPlace() throws InterruptedException {
        JdbcOptions options = JdbcOptions.defaults().schema("seat_other");
        try (CutLine line = CutLine.to(direct.getPortNumbers()[0]);
                Registry registry = Registry.jdbc(through(line), options);
                Platform platform = Platform.open(registry, builder -> {})) {
            line.drop();
            try (Registry other = Registry.jdbc(direct, options)) {
                assertThatThrownBy(() -> registry.renew(List.of(), MINUTE))
                        .isInstanceOf(RegistryException.class)
                        .hasMessage(TAKEN_OVER);
                assertThat(other.renew(List.of(), MINUTE)).isEmpty();
            }

            assertThat(platform.kratix.health(MINUTE).registry().problem()).contains(TAKEN_OVER);
        }
    }

    @Test
    void readsAnewWhatAnotherEngineMayHaveChangedThatHadItsPlaceForAWhile() {
        JdbcOptions options = JdbcOptions.defaults().schema("seat_lent");
        Query promises = Query.where(RegisteredObject.BY_KIND, RegisteredObject.platformKind(Kinds.PROMISE));
        try (CutLine line = CutLine.to(direct.getPortNumbers()[0]);
                Registry registry = Registry.jdbc(through(line), options)) {
            assertThat(registry.list(Table.OBJECTS, promises)).isEmpty();
            line.drop();
            try (Registry other = Registry.jdbc(direct, options)) {
                other.commit(
                        Step.builder().create(Table.OBJECTS, promise("redis")).build());
            }

            renew(registry);

            assertThat(registry.list(Table.OBJECTS, promises)).hasSize(1);
        }
    }

    @Test
    void takesUpWhatAnotherEngineLeftThatHadItsPlaceForAWhile() {
        JdbcOptions options = JdbcOptions.defaults().schema("seat_left");
        Task task = Task.of(Task.Type.WORK, "left");
        try (CutLine line = CutLine.to(direct.getPortNumbers()[0]);
                Registry registry = Registry.jdbc(through(line), options)) {
            line.drop();
            try (Registry other = Registry.jdbc(direct, options)) {
                other.commit(Step.builder().enqueue(task).build());
                assertThat(claim(other)).hasSize(1);
            }

            renew(registry);

            assertThat(claim(registry)).extracting(Claim::task).containsExactly(task);
        }
    }

    private static List<Claim> claim(Registry registry) {
        return registry.claim(Set.of(Task.Type.WORK), 1, 1, MINUTE);
    }

    private static RegisteredObject promise(String name) {
        Document document =
                Document.builder("platform.kratix.io/v1alpha1", "Promise", name).build();
        return new RegisteredObject(document, 1, Instant.EPOCH, Optional.empty(), Map.of(), Map.of());
    }

    /** Twice, since a connection that was used a moment ago is not asked whether it has broken. */
    private static void renew(Registry registry) {
        try {
            registry.renew(List.of(), MINUTE);
        } catch (RegistryException e) {
            assertThat(e.reason()).isEqualTo(RegistryException.Reason.UNAVAILABLE);
            registry.renew(List.of(), MINUTE);
        }
    }

    private PGSimpleDataSource through(CutLine line) {
        PGSimpleDataSource source = PostgresSource.ofRunningServer();
        source.setPortNumbers(new int[] {line.port()});
        return source;
    }
}
