// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.Metadata;
import io.kratix.model.ObjectNames;
import io.kratix.model.ObjectReference;
import io.kratix.model.PromiseRevision;
import io.kratix.model.ResourceBinding;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which version of its Promise a request runs with. There is one binding for each request: somebody's, or one that is
 * made when the request is looked at for the first time.
 */
final class Binding {
    private final Turn turn;
    private final Optional<Stored<RegisteredObject>> stored;
    private final RegisteredObject known;
    private final ResourceBinding binding;
    private final StatusEditor status;
    private boolean manual;

    private Binding(Turn turn, Optional<Stored<RegisteredObject>> stored, RegisteredObject known) {
        this.turn = turn;
        this.stored = stored;
        this.known = known;
        this.binding = ResourceBinding.of(known.document());
        this.status = new StatusEditor(known.document().status(), turn.now());
        this.manual = known.isLabelled(KratixLabels.MANUAL_RECONCILIATION);
    }

    /**
     * {@return a request's binding; a new one if there is none}
     *
     * @param registry where to look
     * @param turn the request
     * @param promise the name of its Promise
     * @param version what one names that says nothing, or is new
     */
    static Binding of(Registry registry, Turn turn, String promise, String version) {
        Optional<Stored<RegisteredObject>> stored = find(registry, promise, turn.reference());
        Binding binding = new Binding(
                turn,
                stored,
                stored.map(known -> naming(known.value(), version))
                        .orElseGet(() -> created(registry, turn, promise, version)));
        if (stored.isEmpty()) {
            turn.tell(
                    "BindingCreated",
                    "Binding " + binding.known.reference().name() + " created for promise " + promise + " version "
                            + version);
        }
        return binding;
    }

    /** {@return a request's binding, if there is one} */
    static Optional<Stored<RegisteredObject>> find(Registry registry, String promise, ObjectReference request) {
        String key = key(promise, request.namespace(), request.name());
        return registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_BINDS, key)).stream()
                .findFirst();
    }

    /** {@return the value of {@link RegisteredObject#BY_BINDS}} */
    private static String key(String promise, String namespace, String request) {
        return ResourceBinding.key(promise, namespace, request);
    }

    /** {@return the version that it names: one of the Promise's, or {@link ResourceBinding#LATEST}} */
    String version() {
        return binding.version();
    }

    /**
     * Has the request's workflow run, if somebody asks for that here.
     *
     * @param desired what the binding's version means now
     */
    void ask(PromiseRevision desired) {
        if (version().equals(ResourceBinding.LATEST) && !manual) {
            return; // it follows the Promise, whose change says what has to run
        }
        String present = turn.status().get("promiseVersion") instanceof String version ? version : "";
        Upgrade.Asked asked = upgrade().ask(present, desired.version(), manual);
        manual &= present.isEmpty() || present.equals(Versions.NOT_SET);
        if (asked == Upgrade.Asked.RUN) {
            turn.label(KratixLabels.RUN_FROM_START);
        }
    }

    /**
     * Reports how the request gets to its version.
     *
     * @param desired the revision that it runs with
     * @param workflow how far its workflow has come
     */
    void report(PromiseRevision desired, Workflow workflow) {
        String version = desired.version();
        switch (workflow.next()) {
            case WAIT, CANCEL, RUN, START_OVER, RETRY -> upgrade().inProgress(version);
            case FAILED -> upgrade().failed(version, turn.status().field(WorkflowStatus.COMPLETED, "message"));
            case DONE -> completed(version);
            case SUSPENDED -> {}
        }
    }

    /** Reports that the version which it names is not there yet. */
    void reportMissing() {
        upgrade().inProgress(version());
    }

    /** Records it, with what it tells now. */
    void record() {
        Map<String, String> labels = engineLabels(turn, binding.promise());
        if (manual && known.engineLabels().containsKey(KratixLabels.MANUAL_RECONCILIATION)) {
            labels.put(KratixLabels.MANUAL_RECONCILIATION, "true");
        }
        RegisteredObject after =
                known.withDocument(known.document().withStatus(status.build())).withEngineLabels(labels);
        if (stored.isPresent()) {
            turn.step().update(stored.get(), after);
        } else {
            turn.step().create(Table.OBJECTS, after);
        }
    }

    private void completed(String version) {
        Object before = turn.object().document().status().get("promiseVersion");
        Object bound = turn.object().document().status().get("resourceBindingVersion");
        turn.status().set(version, "promiseVersion").set(version(), "resourceBindingVersion");
        if (!version.equals(before)) {
            turn.tell(
                    "ReconcileSucceeded",
                    "Resource request reconciled with promise " + binding.promise() + " version " + version);
        }
        if (!version().equals(bound)) {
            turn.tell("ResourceBindingVersionUpdated", "Resource binding version updated to " + version());
        }
        upgrade().completed(version);
    }

    private Upgrade upgrade() {
        return new Upgrade(status);
    }

    /** A binding that somebody made for a request need not say to which version. */
    private static RegisteredObject naming(RegisteredObject known, String version) {
        Map<String, @Nullable Object> spec =
                new LinkedHashMap<>(known.document().spec());
        spec.put("version", Upgrade.named(ResourceBinding.of(known.document()).version(), "", version));
        return known.withDocument(known.document().withBody(Map.of("spec", spec)));
    }

    private static RegisteredObject created(Registry registry, Turn turn, String promise, String version) {
        Document document =
                ResourceBinding.of(promise, turn.reference(), version).document();
        String name = freeName(registry, turn, document.metadata().name());
        return new RegisteredObject(
                document.withMetadata(new Metadata(name, turn.reference().namespace(), Map.of(), Map.of())),
                1,
                turn.now(),
                Optional.empty(),
                engineLabels(turn, promise),
                Map.of(
                        RegisteredObject.MADE,
                        "true",
                        RegisteredObject.BINDS,
                        key(
                                promise,
                                turn.reference().namespace(),
                                turn.reference().name())));
    }

    /** Somebody may have given a binding of another request the name that this one's would have. */
    private static String freeName(Registry registry, Turn turn, String usual) {
        String namespace = turn.reference().namespace();
        return Stream.iterate(usual, taken -> ObjectNames.deterministic(taken, taken + turn.key()))
                .filter(name -> registry.find(
                                Table.OBJECTS,
                                ObjectReference.request(Kinds.GROUP, Kinds.RESOURCE_BINDING, namespace, name)
                                        .toString())
                        .isEmpty())
                .findFirst()
                .orElseThrow();
    }

    /** A request's own labels stand on its binding, too, so that one finds the bindings of a team. */
    private static Map<String, String> engineLabels(Turn turn, String promise) {
        Map<String, String> labels = new HashMap<>(turn.document().metadata().labels());
        labels.keySet().removeIf(key -> key.startsWith("kratix.io/") || key.contains(".kratix.io/"));
        labels.putAll(ResourceBinding.of(promise, turn.reference(), ResourceBinding.LATEST)
                .document()
                .metadata()
                .labels());
        return labels;
    }
}
