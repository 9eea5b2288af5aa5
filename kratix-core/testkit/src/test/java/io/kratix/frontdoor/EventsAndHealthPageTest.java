// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Health;
import io.kratix.Kratix;
import io.kratix.KratixBuilder;
import io.kratix.NarrowedKratix;
import io.kratix.Scope;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/events-and-health.md, as its readers see it. */
class EventsAndHealthPageTest {
    private static final Path PAGE = Path.of("../../docs/events-and-health.md");
    private static final Path SOURCE = Path.of("src/test/java/io/kratix/frontdoor/EventsAndHealthPageTest.java");

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    @Test
    void showsWhatIsCompiledHere() throws IOException {
        String source = squeezed(Files.readString(SOURCE));

        assertThat(blocks("java")).hasSize(4).allSatisfy(block -> assertThat(source)
                .contains(squeezed(block)));
    }

    @Test
    void isTrue() throws IOException, InterruptedException {
        try (Platform platform = Platform.open(this::listen)) {
            platform.applyAll();
            platform.settle();
            assertThat(isWell(platform.kratix)).isTrue();

            platform.kratix.apply(blocks("yaml").get(0));
            labelAndNarrow(platform.kratix, Platform.reference("my-request"));
            platform.settle();

            assertThat(platform.get(Platform.reference("my-request")).metadata().labels())
                    .containsEntry("team", "payments");
            assertThat(platform.get(Platform.reference("my-request")).status())
                    .extractingByKey("healthStatus")
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .isEqualTo(Map.of(
                            "state",
                            "degraded",
                            "healthRecords",
                            List.of(Map.of(
                                    "state",
                                    "degraded",
                                    "lastRun",
                                    1700000000L,
                                    "source",
                                    Map.of("name", "redis-agent", "namespace", "default"),
                                    "details",
                                    Map.of("replicas", "1 of 3")))));
        }
        assertThat(heard).contains("redis.example.kratix.io/default/my-request HealthRecord: Health state is degraded");
    }

    private void listen(KratixBuilder builder) {
        KratixBuilder listening =
                builder.onEvent(event -> heard.add(event.about() + " " + event.reason() + ": " + event.message()));
        assertThat(listening).isSameAs(builder);
    }

    private static boolean isWell(Kratix kratix) throws InterruptedException {
        Health health = kratix.health(Duration.ofSeconds(5));
        boolean well = health.isWell();
        Optional<Duration> behind = health.queue().oldest();
        return well && behind.isEmpty();
    }

    private static void labelAndNarrow(Kratix kratix, ObjectReference request) {
        kratix.label(request, LabelChanges.set("team", "payments").andRemove("trial"));
        NarrowedKratix payments =
                kratix.narrowed(Scope.ofKinds("redis.example.kratix.io").inNamespaces("default"));
        assertThat(payments.get(request)).isPresent();
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
