// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.ApplyResult;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import io.kratix.registry.RegistryException;
import io.kratix.testkit.CutLine;
import io.kratix.testkit.PostgresServer;
import io.kratix.testkit.PostgresSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;

/** The server commits, and the connection breaks before anybody hears of it. */
@Tag("postgresql")
@ExtendWith(PostgresServer.Fixture.class)
class LostAnswerTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String COMMIT = "COMMIT";

    @Test
    void doesNothingTwiceAndLosesNothing() throws InterruptedException {
        try (CutLine line = CutLine.to(PostgresSource.ofRunningServer().getPortNumbers()[0]);
                Registry registry =
                        Registry.jdbc(through(line), JdbcOptions.defaults().schema("lost_answer"));
                Platform platform = Platform.open(registry, builder -> {})) {
            Map<String, Integer> runs = new ConcurrentHashMap<>();
            List<String> names =
                    IntStream.range(0, 4).mapToObj(i -> "request-" + i).toList();
            platform.images.put(Platform.IMAGE, call -> {
                runs.merge(call.object().metadata().name(), 1, Integer::sum);
                line.loseAnswerTo(COMMIT);
                call.writeOutput("redis.yaml", "made once\n");
            });
            platform.kratix.apply(
                    Platform.store(),
                    Platform.destination("worker-cluster").build(),
                    Platform.redis().build());
            platform.kratix.awaitReady(ObjectReference.promise("redis"), LIMIT);

            for (String name : names) {
                platform.kratix.apply(Platform.request(name, "small"));
                platform.kratix.awaitReady(Platform.reference(name), LIMIT);
            }

            assertThat(line.answersLost()).isEqualTo(names.size());
            assertThat(runs).containsOnlyKeys(names).allSatisfy((name, times) -> assertThat(times)
                    .isEqualTo(1));
            assertThat(platform.paths())
                    .containsAll(names.stream()
                            .map(name -> "worker-cluster/resources/default/redis/" + name + "/redis.yaml")
                            .toList());
        }
    }

    @Test
    void tellsWhoDeclaresItAgainThatItIsDeclared() throws InterruptedException {
        try (CutLine line = CutLine.to(PostgresSource.ofRunningServer().getPortNumbers()[0]);
                Registry registry =
                        Registry.jdbc(through(line), JdbcOptions.defaults().schema("lost_apply"));
                Platform platform = Platform.open(registry, builder -> {})) {
            Document destination =
                    Platform.destination("worker-cluster").build().document();
            platform.kratix.apply(Platform.store());
            platform.kratix.awaitReady(Platform.STORE.reference(), LIMIT);
            platform.settle();

            line.loseAnswerTo(COMMIT);
            assertThatThrownBy(() -> platform.kratix.apply(destination))
                    .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.reason())
                            .isEqualTo(RegistryException.Reason.UNAVAILABLE));
            ApplyResult again = platform.kratix.apply(destination);

            assertThat(again.changes()).containsOnlyKeys(destination.reference());
            assertThat(again.changes().get(destination.reference())).isEqualTo(ApplyResult.Change.UNCHANGED);
        }
    }

    /** Where each statement is sent in words. */
    private static PGSimpleDataSource through(CutLine line) {
        PGSimpleDataSource source = PostgresSource.ofRunningServer();
        source.setPortNumbers(new int[] {line.port()});
        source.setPrepareThreshold(0);
        return source;
    }
}
