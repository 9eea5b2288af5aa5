// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Condition;
import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.DestinationSelector;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.ObjectReference;
import io.kratix.model.Placement;
import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import io.kratix.model.WorkloadGroup;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.QueueState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a registry of the released schema holds. The dumps beside it in the resources are of registries that {@link
 * #populate} filled; they are made once for each released version, and every later engine opens them.
 */
final class ReleasedSchema {
    static final String ID = "00000000-0000-4000-8000-000000000001";

    private static final Instant TIME = Instant.parse("2026-11-01T12:00:00.123Z");
    private static final ObjectReference OWNER =
            ObjectReference.request("example.kratix.io", "redis", "default", "my-request");
    private static final StateStoreReference STORE = new StateStoreReference("GitStateStore", "default");

    private ReleasedSchema() {}

    static void populate(Registry registry) {
        registry.commit(Step.builder()
                .create(Table.OBJECTS, object())
                .create(Table.WORKS, work(registry.keep(content())))
                .create(Table.PLACEMENTS, placement())
                .create(Table.OWNERS, owner())
                .event(event())
                .enqueue(task())
                .build());
    }

    static void check(Registry registry) throws IOException {
        assertThat(registry.id()).isEqualTo(ID);
        assertThat(values(registry, Table.OBJECTS, Query.where(RegisteredObject.BY_PROMISE, "redis")))
                .containsExactly(object());
        assertThat(values(registry, Table.OBJECTS, Query.where(RegisteredObject.byLabel("team"), "a")))
                .containsExactly(object());
        assertThat(values(registry, Table.WORKS, Query.where(RegisteredWork.BY_OWNER, OWNER.toString())))
                .containsExactly(work(content()));
        assertThat(storedContent(registry)).isEqualTo(text(content()));
        assertThat(values(registry, Table.PLACEMENTS, Query.all())).containsExactly(placement());
        assertThat(values(registry, Table.OWNERS, Query.where(OwnerState.PENDING_IN, STORE.toString())))
                .containsExactly(owner());
        assertThat(registry.events("")).containsExactly(event());
        assertThat(registry.queue().waiting())
                .extracting(QueueState.Waiting::task)
                .containsExactly(task().after(Duration.ZERO));
        Stored<RegisteredObject> stored =
                registry.list(Table.OBJECTS, Query.all()).get(0);
        registry.commit(Step.builder().remove(stored).build());
    }

    private static String storedContent(Registry registry) throws IOException {
        return text(values(registry, Table.WORKS, Query.all())
                .get(0)
                .work()
                .groups()
                .get(0)
                .workloads()
                .get(0)
                .content());
    }

    private static String text(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Runs the statements of a dump, one in a line or several. */
    static void load(Connection connection, String resource) throws IOException, SQLException {
        try (InputStream in = ReleasedSchema.class.getResourceAsStream("/registry/schema-1/" + resource);
                Statement statement = connection.createStatement()) {
            String dump = new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            String withoutRemarks = dump.lines()
                    .filter(line -> !line.startsWith("--") && !line.startsWith("\\"))
                    .collect(Collectors.joining("\n"));
            for (String sql : Pattern.compile(";\n|;$").split(withoutRemarks, -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private static <T> List<T> values(Registry registry, Table<T> table, Query query) {
        return registry.list(table, query).stream().map(Stored::value).toList();
    }

    private static RegisteredObject object() {
        Document document = Document.builder("example.kratix.io/v1alpha1", "redis", "my-request")
                .namespace("default")
                .label("team", "a")
                .spec(Map.of("size", "größer", "count", 3L, "ratio", 0.5, "flags", List.of(true, false)))
                .build()
                .withStatus(Map.of("message", "Resource requested"));
        return new RegisteredObject(
                document,
                2,
                TIME,
                Optional.of(TIME.plusSeconds(1)),
                Map.of("kratix.io/promise-name", "redis"),
                Map.of(RegisteredObject.PROMISE, "redis"));
    }

    private static Content content() {
        return Content.of("kind: RedisFailover\n".repeat(10));
    }

    private static RegisteredWork work(Content content) {
        WorkloadGroup group = new WorkloadGroup(
                ".",
                List.of(new Workload(StorePath.of("redis.yaml"), content)),
                List.of(new DestinationSelector(
                        Map.of("environment", "dev"), DestinationSelector.Source.RESOURCE_WORKFLOW)));
        Work work = new Work(
                "default", "redis-my-request", Work.Type.RESOURCE, "redis", OWNER, "configure", 0, List.of(group));
        Condition condition = new Condition("Ready", Condition.Status.TRUE, "Placed", "Ready", TIME);
        return new RegisteredWork(work, Optional.empty(), 1, false, List.of(condition), "");
    }

    private static RegisteredPlacement placement() {
        RegisteredWork work = work(content());
        return new RegisteredPlacement(
                Table.WORKS.keyOf(work),
                OWNER.toString(),
                new Placement(work.work().reference(), "5058f1af8388633f609cadb75a75dc9d", "worker", false, "chosen"));
    }

    private static OwnerState owner() {
        OwnerState.Area area = new OwnerState.Area(
                STORE,
                "file:///state.git#main",
                StorePath.of("worker"),
                Set.of(StorePath.of("worker/resources/default/redis/my-request")),
                Set.of(),
                Set.of());
        return new OwnerState(OWNER, "redis", "worker", area, false, false, "one", "other", "c0ffee", "");
    }

    private static Event event() {
        return new Event(
                TIME,
                Event.Type.WARNING,
                Destination.builder("worker", STORE).build().document().reference(),
                "Late",
                "it took a while");
    }

    private static Task task() {
        return Task.of(Task.Type.WORK, Table.WORKS.keyOf(work(content())))
                .inLane("lane")
                .sharedBy("redis")
                .after(Duration.ofDays(36_500));
    }
}
