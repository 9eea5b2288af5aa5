// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.platform;

import io.kratix.internal.apply.Applier;
import io.kratix.internal.apply.Deletion;
import io.kratix.internal.reconcile.Placing;
import io.kratix.internal.step.Decision;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.store.PlatformDestination;
import io.kratix.internal.store.PlatformTree;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Claim;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has what lies on the platform Destination declared here, and takes away what has disappeared from there. It looks at a
 * tree that was read whole at one moment; one that may be outdated is read anew first.
 */
public final class PlatformReconciler implements Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformReconciler.class);
    private static final Duration LATER = Duration.ofMinutes(1);

    private final Registry registry;
    private final Applier applier;
    private final Deletion deletion;
    private final PlatformDestination platform;
    private final Placing placing;
    private final PlatformStatus status;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * Makes the reconciler.
     *
     * @param registry what is declared
     * @param applier applies documents
     * @param deletion asks for objects to go
     * @param platform what lies there
     * @param placing knows what has yet to come there
     * @param clock the engine's clock
     */
    public PlatformReconciler(
            Registry registry,
            Applier applier,
            Deletion deletion,
            PlatformDestination platform,
            Placing placing,
            Clock clock) {
        this.registry = registry;
        this.applier = applier;
        this.deletion = deletion;
        this.platform = platform;
        this.placing = placing;
        this.status = new PlatformStatus(registry, clock);
    }

    @Override
    public void reconcile(Claim claim) {
        long doubts = platform.doubts();
        Optional<RegisteredObject> destination = platform.declared();
        Optional<PlatformTree> tree = platform.tree();
        Step.Builder step = Step.builder().finish(claim);
        if (destination.isEmpty()) {
            platform.name().ifPresent(this::warn);
        } else if (tree.isEmpty()) {
            platform.reading().ifPresent(step::enqueue);
        } else if (applyBack(destination.get(), tree.get(), doubts)) {
            step.enqueue(claim.task().after(LATER));
        }
        registry.commit(step.build());
    }

    private void warn(String name) {
        if (!warned.getAndSet(true)) {
            LOG.warn(
                    "no Destination is called '{}', which the program named as the platform's own; nothing is applied back until"
                            + " there is one",
                    name);
        }
    }

    /** {@return whether something could not be applied, or has yet to come} */
    private boolean applyBack(RegisteredObject destination, PlatformTree tree, long doubts) {
        Map<ObjectReference, RegisteredObject> known = known();
        platform.remember(known.values().stream().map(Keeping::origin).collect(Collectors.toSet()));
        Keeping keeping = new Keeping(registry, placing, destination.reference(), tree);
        Pass pass = new Pass(registry, applier, destination.reference(), tree, keeping, known);
        pass.apply();
        known.forEach((reference, object) -> {
            // what was confirmed since the tree was read may be what it lacks
            if (pass.isToGo(object) && platform.doubts() == doubts) {
                prune(object);
            }
        });
        return status.report(destination.reference(), tree, pass) || keeping.awaitsFiles();
    }

    private Map<ObjectReference, RegisteredObject> known() {
        Map<ObjectReference, RegisteredObject> known = new LinkedHashMap<>();
        registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_PLATFORM, "true"))
                .forEach(stored -> known.put(stored.value().reference(), stored.value()));
        return known;
    }

    private void prune(RegisteredObject object) {
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            registry.find(Table.OBJECTS, object.reference().toString())
                    .filter(stored -> isSame(stored, object))
                    .ifPresent(stored -> deletion.begin(step, stored));
            return step.build();
        });
    }

    /** What has been deleted and applied by hand meanwhile is not ours. */
    private static boolean isSame(Stored<RegisteredObject> stored, RegisteredObject object) {
        return stored.value().facts().equals(object.facts()) && !stored.value().isDeleting();
    }
}
