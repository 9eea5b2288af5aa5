// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Claim;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the groups of {@link RegistryContract} share: an empty registry, its clock, and short words for steps. */
abstract class RegistryRules {
    static final Duration LEASE = Duration.ofMinutes(1);
    static final Set<Task.Type> ALL = EnumSet.allOf(Task.Type.class);

    private static final ObjectReference SUBJECT = ObjectReference.promise("redis");

    private final RegistryContract contract;
    private final VirtualTime time = VirtualTime.create();
    private @Nullable Registry registry;

    RegistryRules(RegistryContract contract) {
        this.contract = contract;
    }

    @BeforeEach
    void openRegistry() throws IOException {
        registry = contract.open(time.clock());
    }

    @AfterEach
    void closeRegistry() {
        registry().close();
    }

    final Registry registry() {
        return java.util.Objects.requireNonNull(registry);
    }

    /** Has the same registry opened again, as the next engine on it does. */
    final void reopen() throws IOException {
        registry().close();
        registry = contract.reopen(registry(), time.clock());
    }

    final void advance(Duration by) {
        time.advance(by);
    }

    final void enqueue(Task task) {
        registry().commit(Step.builder().enqueue(task).build());
    }

    final Claim claimOne() {
        List<Claim> claims = registry().claim(ALL, 10, LEASE);
        assertThat(claims).hasSize(1);
        return claims.get(0);
    }

    final Stored<RegisteredObject> stored(RegisteredObject object) {
        registry().commit(Step.builder().create(Table.OBJECTS, object).build());
        return registry().find(Table.OBJECTS, object.reference().toString()).orElseThrow();
    }

    final Optional<Stored<RegisteredObject>> find(String promise) {
        return registry().find(Table.OBJECTS, "Promise/" + promise);
    }

    final List<RegisteredObject> values(Query query) {
        return registry().list(Table.OBJECTS, query).stream().map(Stored::value).toList();
    }

    final List<String> names(Query query) {
        return values(query).stream().map(object -> object.reference().name()).toList();
    }

    static List<String> subjects(List<Claim> claims) {
        return claims.stream().map(claim -> claim.task().subject()).toList();
    }

    static RegisteredObject object(String name) {
        return object(name, "1");
    }

    static RegisteredObject object(String name, String spec) {
        Document document = Document.builder("platform.kratix.io/v1alpha1", "Promise", name)
                .spec(Map.of("value", spec))
                .build();
        return new RegisteredObject(document, 1, VirtualTime.START, Optional.empty(), Map.of(), Map.of());
    }

    static RegisteredObject request(String name, String promise) {
        Document document = Document.builder("marketplace.kratix.io/v1alpha1", "redis", name)
                .build();
        Map<String, String> facts = Map.of(RegisteredObject.PROMISE, promise);
        return new RegisteredObject(document, 1, VirtualTime.START, Optional.empty(), Map.of(), facts);
    }

    static Event event(String reason) {
        Instant time = VirtualTime.START;
        return new Event(time, Event.Type.NORMAL, SUBJECT, reason, "it happened");
    }
}
