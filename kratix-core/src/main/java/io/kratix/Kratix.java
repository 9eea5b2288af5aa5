// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.internal.apply.Applier;
import io.kratix.internal.apply.Deletion;
import io.kratix.internal.apply.Export;
import io.kratix.internal.apply.LabelCall;
import io.kratix.internal.apply.Origin;
import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.documents.Reading;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.internal.engine.Engine;
import io.kratix.internal.plugin.StateStores;
import io.kratix.internal.reconcile.Explaining;
import io.kratix.internal.reconcile.Schedulers;
import io.kratix.internal.reconcile.Shortfall;
import io.kratix.internal.step.Readiness;
import io.kratix.model.Declaration;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.scheduling.Explanation;
import io.kratix.spi.statestore.StateStoreProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running engine. Safe for several threads; several of them can live in one JVM. What a program declares here is kept
 * true until the program takes it back.
 */
public final class Kratix implements AutoCloseable {
    private final Registry registry;
    private final Engine engine;
    private final StateStores stores;
    private final Applier applier;
    private final Deletion deletion;
    private final Schedulers schedulers;
    private final Shortfall shortfall;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    Kratix(
            Registry registry,
            Engine engine,
            StateStores stores,
            Applier applier,
            Deletion deletion,
            Schedulers schedulers,
            Shortfall shortfall,
            Runnable onClose) {
        this.registry = registry;
        this.engine = engine;
        this.stores = stores;
        this.applier = applier;
        this.deletion = deletion;
        this.schedulers = schedulers;
        this.shortfall = shortfall;
        this.onClose = onClose;
    }

    /**
     * {@return a builder of an engine} It needs a registry, a workflow runner, and a {@link StateStoreProvider} for each
     * kind of State Store that documents will name.
     */
    public static KratixBuilder builder() {
        return new KratixBuilder();
    }

    /**
     * Declares everything that stands in a file, or in the YAML files of a folder and its sub-folders. All of it is
     * declared, or nothing. A folder never deletes: what is not in it any more stays declared.
     *
     * @param fileOrFolder a YAML file with any number of documents, or a folder of such files
     * @return what happened to each object; a warning if there is no document in it
     * @throws InvalidDocumentException with everything that is wrong, a file that cannot be read included; nothing was
     *     declared
     */
    public ApplyResult apply(Path fileOrFolder) {
        return declare(DocumentReader.reading(fileOrFolder));
    }

    /**
     * Declares everything that stands in a text, or nothing of it.
     *
     * @param yaml any number of documents
     * @return what happened to each object
     * @throws InvalidDocumentException with everything that is wrong; nothing was declared
     */
    public ApplyResult apply(String yaml) {
        return declare(DocumentReader.reading("text", yaml));
    }

    /**
     * Declares values, all of them or none.
     *
     * @param declarations documents, Promises, Destinations, State Stores
     * @return what happened to each object
     * @throws InvalidDocumentException with everything that is wrong; nothing was declared
     */
    public ApplyResult apply(Declaration... declarations) {
        return declare(Reading.of(Arrays.stream(declarations)
                .map(declaration -> new SourcedDocument(declaration.document(), ""))
                .toList()));
    }

    /**
     * Writes every object, with its status, into a folder of YAML files, for {@link #importFrom}. What is applied
     * meanwhile may be missing.
     *
     * @param folder where to; made if need be, and there whole or not at all
     * @return how many objects were written
     * @throws IllegalArgumentException if the folder holds anything
     */
    public int exportTo(Path folder) {
        return Export.write(registry, folder);
    }

    /**
     * Declares everything that was exported, with the status that it had, in a registry that is empty. The Pipelines run
     * once more; where a State Store holds the same bytes at the same path, nothing is written.
     *
     * @param folder what {@link #exportTo} wrote
     * @return what happened to each object
     * @throws InvalidDocumentException with everything that is wrong; nothing was imported
     * @throws IllegalStateException if the registry holds any object
     */
    public ApplyResult importFrom(Path folder) {
        requireOpen();
        return ApplyResult.of(applier.restore(DocumentReader.read(folder)));
    }

    /**
     * {@return an object as it is declared, with the engine's report as its status; empty if there is no such object}
     *
     * @param reference which object
     */
    public Optional<Document> get(ObjectReference reference) {
        return registry.find(Table.OBJECTS, reference.toString())
                .map(stored -> stored.value().view());
    }

    /**
     * {@return all objects of one of the engine's own kinds, ordered by name}
     *
     * @param kind for example {@code Promise}, {@code PromiseRelease}, {@code Destination} or a kind of State Store
     */
    public List<Document> list(String kind) {
        return list(Kinds.GROUP, kind);
    }

    /**
     * {@return all objects of a kind, ordered by namespace and name}
     *
     * @param group the group of the kind's API
     * @param kind the kind
     */
    public List<Document> list(String group, String kind) {
        return registry
                .list(Table.OBJECTS, Query.where(RegisteredObject.BY_KIND, RegisteredObject.kindOf(group, kind)))
                .stream()
                .map(stored -> stored.value().view())
                .toList();
    }

    /**
     * {@return the newest events about an object, the oldest of them first}
     *
     * @param reference which object
     */
    public List<Event> events(ObjectReference reference) {
        return registry.events(reference.toString());
    }

    /**
     * Explains where an object's files are, or would go, and why.
     *
     * @param reference a request or a Promise
     * @return for each of its Works, each workload group and each Destination: chosen, matched, or the requirement that
     *     failed, in words. The keys are the Works ({@link io.kratix.model.Work}): one for each Pipeline that has produced
     *     anything, whose name is made of the Promise's, the request's and the Pipeline's, and one for a Promise's
     *     dependencies; {@link #get} knows none of them. Empty as long as nothing has been produced, and for what does
     *     not exist or is neither request nor Promise
     */
    public Map<ObjectReference, Explanation> explain(ObjectReference reference) {
        return new Explaining(registry, schedulers).explain(reference);
    }

    /**
     * Asks for an object to go. It is gone when everything that was written for it is; a Promise takes its requests with
     * it. Waiting for that is {@link #awaitSettled}'s business. A State Store's document and a binding go at once; a Destination
     * leaves its files unless it has {@code cleanup: all}; a Promise that a release installed comes back, and so does what lies on
     * the platform Destination.
     *
     * @param reference which object
     * @return whether there was such an object
     * @throws InvalidDocumentException if it can only go with another one, as a Promise's latest revision can
     */
    public boolean delete(ObjectReference reference) {
        requireOpen();
        return deletion.begin(reference);
    }

    /**
     * Gives up on what an object that is being deleted still waits for: a delete workflow that fails, a runner or a State
     * Store that does not answer. The engine forgets the object, its requests if it is a Promise, and their files, which
     * stay where they are; an event says where that may be.
     *
     * @param reference a Promise or request that is being deleted; other objects wait for nothing that can be given up
     * @return whether there was such a Promise or request, and it was being deleted
     */
    public boolean forget(ObjectReference reference) {
        requireOpen();
        return deletion.forget(reference);
    }

    /**
     * {@return the newest tries of the Pipelines of a Promise or request, the oldest of them first: how each container
     * ended, when, and the last lines that it wrote}
     *
     * @param reference which object
     */
    public List<RunRecord> runs(ObjectReference reference) {
        return registry.list(Table.RUNS, Query.where(RunRecord.BY_OWNER, reference.toString())).stream()
                .map(Stored::value)
                .sorted(Comparator.comparing(RunRecord::ordinal))
                .toList();
    }

    /**
     * Sets and removes single labels of an object, the engine's own too: so a person asks for a run
     * ({@code kratix.io/manual-reconciliation}), or lets a suspended workflow go on ({@code kratix.io/workflow-suspended}
     * taken off). What is said of the labels that the engine sets survives {@code apply}; the other labels are the
     * document's, and the next {@code apply} says again what they are.
     *
     * @param reference which object
     * @param changes the labels
     * @return whether there was such an object
     * @throws InvalidDocumentException if a key or value is malformed, or a label is the engine's own record
     */
    public boolean label(ObjectReference reference, LabelChanges changes) {
        requireOpen();
        return LabelCall.label(registry, reference, changes);
    }

    /**
     * {@return a handle that reaches no further than a scope, to be given to a portal or a team}
     *
     * @param scope kinds and namespaces
     */
    public NarrowedKratix narrowed(Scope scope) {
        return new NarrowedKratix(this, scope);
    }

    /**
     * Waits until nothing runs and nothing is due. What waits for a time, for a failing remote, or to be deleted is returned,
     * not waited for.
     *
     * @param limit how long to wait at the most
     * @return what still waits, and for what
     * @throws NotReadyException if something still runs at the limit; its message says what
     * @throws InterruptedException if the calling thread is interrupted
     */
    public Settlement awaitSettled(Duration limit) throws InterruptedException {
        requireOpen();
        if (!engine.await(engine::isSettled, Spans.checked("limit", limit))) {
            throw new NotReadyException("not settled after " + limit + "; " + Unsettled.describe(registry.queue()));
        }
        return Settlement.of(registry);
    }

    /**
     * Waits until an object is ready: a Promise available, a request reconciled as it is declared now, a release installed, a
     * Destination or State Store ready. A revision and a health record are as soon as they are declared, a binding when its request
     * has run with the version that it names.
     *
     * @param reference which object
     * @param limit how long to wait at the most
     * @return the object
     * @throws NotReadyException if it is not ready at the limit, or nothing is left that could make it so; its message
     *     says what is missing
     * @throws InterruptedException if the calling thread is interrupted
     */
    public Document awaitReady(ObjectReference reference, Duration limit) throws InterruptedException {
        requireOpen();
        engine.await(() -> isReady(reference) || isStuck(), Spans.checked("limit", limit));
        if (!isReady(reference)) {
            throw new NotReadyException(reference + " is not ready: " + shortfall.of(reference));
        }
        return get(reference).orElseThrow();
    }

    /** {@return what there is now and how it gets on, to be printed as text or as a diagram} */
    public Topology topology() {
        return Topology.of(registry, shortfall);
    }

    /**
     * Looks how the engine is: registry, workflow runner, State Stores and queue. Fit for a health endpoint: the runner is
     * asked, the State Stores' states are those of the last tries.
     *
     * @param limit how long to wait for the runner's answer at the most; a registry's database that says nothing is waited
     *     for as long as {@link io.kratix.registry.JdbcOptions#silence(Duration)} has it, whatever the limit
     * @return what was found
     * @throws InterruptedException if the calling thread is interrupted
     */
    public Health health(Duration limit) throws InterruptedException {
        return new HealthCheck(registry, engine, stores).look(Spans.checked("limit", limit));
    }

    /**
     * Stops the engine: takes nothing new, waits a bounded time for what is under way, and closes what plugins opened.
     * What is declared stays in the registry, for the next engine on it. Afterwards, what would change or wait for anything
     * throws an {@link IllegalStateException}; a second call does nothing.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                engine.close();
            } finally {
                onClose.run();
            }
        }
    }

    ApplyResult declare(Reading reading) {
        return declare(reading, Origin.PERSON);
    }

    ApplyResult declare(Reading reading, Origin origin) {
        requireOpen();
        return ApplyResult.of(applier.apply(reading, origin));
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the engine is closed; open another one on its registry");
        }
    }

    private boolean isReady(ObjectReference reference) {
        return registry.find(Table.OBJECTS, reference.toString())
                .map(stored -> Readiness.isReady(stored.value()))
                .orElse(false);
    }

    /** Nothing runs, and nothing waits that could change anything by itself. */
    private boolean isStuck() {
        return engine.isSettled() && registry.retries(1).isEmpty();
    }
}
