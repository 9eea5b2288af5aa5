// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bug: what a State Store is about to be told is remembered in the JVM alone, and recorded when the store has committed
 * it.
 */
final class HeldBackOwners extends Flaw {
    private final KilledEngine engine;
    private final Map<String, OwnerState> held = new TreeMap<>();
    private @Nullable Registry registry;

    HeldBackOwners(KilledEngine engine) {
        this.engine = engine;
    }

    @Override
    synchronized void commit(Registry real, Step step) {
        registry = real;
        real.commit(Steps.withoutWrites(step, HeldBackOwners::isPending));
        step.writes().stream()
                .filter(HeldBackOwners::isPending)
                .forEach(write -> held.put(write.key(), (OwnerState) write.value()));
    }

    private static boolean isPending(Step.Write<?> write) {
        return write.value() instanceof OwnerState owner && owner.isPending();
    }

    @Override
    List<ChangeOutcome> write(StateStore real, WriteRequest request) throws Exception {
        List<ChangeOutcome> outcomes = real.write(request);
        engine.count();
        record(java.util.Objects.requireNonNull(registry));
        return outcomes;
    }

    @Override
    boolean reads(Object[] arguments) {
        return arguments.length == 2 && arguments[0].equals(Table.OWNERS);
    }

    @Override
    Object read(Registry real, Object[] arguments) {
        return arguments[1] instanceof Query query ? list(real, query) : find(real, (String) arguments[1]);
    }

    private synchronized void record(Registry real) {
        held.values().forEach(owner -> {
            Step.Builder step = Step.builder();
            real.find(Table.OWNERS, owner.key())
                    .ifPresentOrElse(before -> step.update(before, owner), () -> step.create(Table.OWNERS, owner));
            real.commit(step.build());
        });
        held.clear();
    }

    private synchronized Optional<Stored<OwnerState>> find(Registry real, String key) {
        return Optional.ofNullable(held.get(key)).map(HeldBackOwners::stored).or(() -> real.find(Table.OWNERS, key));
    }

    private synchronized List<Stored<OwnerState>> list(Registry real, Query query) {
        Map<String, Stored<OwnerState>> found = new TreeMap<>();
        real.list(Table.OWNERS, query).forEach(stored -> found.put(stored.key(), stored));
        held.values().stream()
                .filter(owner -> matches(owner, query))
                .forEach(owner -> found.put(owner.key(), stored(owner)));
        return new ArrayList<>(found.values());
    }

    private static boolean matches(OwnerState owner, Query query) {
        return switch (query.index()) {
            case OwnerState.BY_OWNER -> owner.owner().toString().equals(query.value());
            case OwnerState.BY_DESTINATION -> owner.destination().equals(query.value());
            default -> owner.area().store().toString().equals(query.value());
        };
    }

    private static Stored<OwnerState> stored(OwnerState owner) {
        return new Stored<>(Table.OWNERS, owner.key(), owner, 0);
    }
}
