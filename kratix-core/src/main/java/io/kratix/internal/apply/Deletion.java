// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.LifecycleAdmission;
import io.kratix.internal.plugin.StateStores;
import io.kratix.internal.reconcile.Tasks;
import io.kratix.internal.step.Decision;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.PromiseRevision;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Has objects go: at once where nothing is written for them, else when what was written is gone. */
public final class Deletion {
    private static final Set<String> NOTHING_IS_WRITTEN_FOR = Set.of(Kinds.RESOURCE_BINDING, Kinds.HEALTH_RECORD);

    private final Registry registry;
    private final StateStores stores;
    private final Clock clock;

    /**
     * Deletes in a registry.
     *
     * @param registry where to look and to commit
     * @param stores knows which kinds of State Stores there are
     * @param clock the engine's clock
     */
    public Deletion(Registry registry, StateStores stores, Clock clock) {
        this.registry = registry;
        this.stores = stores;
        this.clock = clock;
    }

    /**
     * {@return whether there was such an object, which goes now}
     *
     * @param reference which object
     * @throws InvalidDocumentException if it can only go with another one
     */
    public boolean begin(ObjectReference reference) {
        boolean known = find(reference).isPresent();
        if (known) {
            Decision.commit(registry, () -> {
                Step.Builder step = Step.builder();
                find(reference).ifPresent(stored -> {
                    LifecycleAdmission.deletion(stored.value().document());
                    begin(step, stored);
                });
                return step.build();
            });
        }
        return known;
    }

    /**
     * {@return whether there was such a Promise or request on its way out, which does not wait for anything any more}
     *
     * @param reference which object; of others, which wait for nothing that can be given up, there is none
     */
    public boolean forget(ObjectReference reference) {
        boolean known = waiting(reference).isPresent();
        if (known) {
            Decision.commit(registry, () -> {
                Step.Builder step = Step.builder();
                waiting(reference).ifPresent(stored -> Tasks.forget(step, stored));
                return step.build();
            });
        }
        return known;
    }

    /**
     * Has an object go, whether or not people could ask for that.
     *
     * @param step where to ask
     * @param stored the object as it was read
     */
    public void begin(Step.Builder step, Stored<RegisteredObject> stored) {
        RegisteredObject object = stored.value();
        if (goesAtOnce(object.document())) {
            step.remove(stored);
            Tasks.afterRemoving(step, object);
            Tasks.afterChange(step, registry, object);
        } else if (object.isDeleting()) {
            step.expect(stored);
            Tasks.afterChange(step, registry, object);
        } else {
            Tasks.beginDeletion(step, registry, stored, object.deleting(clock.instant()));
        }
    }

    private boolean goesAtOnce(Document document) {
        return document.reference().isPlatform()
                && (stores.isStateStore(document.kind())
                        || NOTHING_IS_WRITTEN_FOR.contains(document.kind())
                        || isRevisionOfNobody(document));
    }

    /** Of a Promise that is there, its requests go first. */
    private boolean isRevisionOfNobody(Document document) {
        return document.kind().equals(Kinds.PROMISE_REVISION)
                && find(ObjectReference.promise(PromiseRevision.of(document).promise()))
                        .isEmpty();
    }

    private Optional<Stored<RegisteredObject>> waiting(ObjectReference reference) {
        return find(reference)
                .filter(stored -> reference.isPromise() || !reference.isPlatform())
                .filter(stored -> stored.value().isDeleting());
    }

    private Optional<Stored<RegisteredObject>> find(ObjectReference reference) {
        return registry.find(Table.OBJECTS, reference.toString());
    }
}
