// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.NotReadyException;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRevision;
import io.kratix.model.ResourceBinding;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whether every object is as it was declared, and says so, or says truthfully why not. */
final class Truth {
    private final World world;
    private final History history;
    private final Registry registry;
    private final List<String> untrue = new ArrayList<>();

    Truth(World world, History history) {
        this.world = world;
        this.history = history;
        this.registry = world.registry;
    }

    List<String> untrue() {
        history.declared().forEach(this::isKnown);
        history.kept().forEach(reference -> expect(world.isStaying(reference), reference + " does not stay"));
        everything()
                .filter(object -> !isAskedFor(object))
                .forEach(object -> untrue.add(object.reference() + " is there, and nobody wants it"));
        objects(Kinds.DESTINATION).forEach(this::check);
        objects(Kinds.PROMISE).forEach(this::check);
        Declarations.KINDS.forEach(kind -> requests(kind).forEach(this::check));
        return untrue;
    }

    private Stream<RegisteredObject> everything() {
        Stream<RegisteredObject> platform =
                Stream.of(Kinds.DESTINATION, Kinds.PROMISE).flatMap(kind -> objects(kind).stream());
        return Stream.concat(platform, Declarations.KINDS.stream().flatMap(kind -> requests(kind).stream()));
    }

    /** What came by files is told by what is in them; what goes, or will with its Promise, says what it waits for. */
    private boolean isAskedFor(RegisteredObject object) {
        boolean goes =
                object.isDeleting() || (isRequest(object) && promise(object).isDeleting());
        boolean goesWithCompound = object.reference().kind().equals(Declarations.BROUGHT)
                && !world.isStaying(Declarations.promiseOf(Declarations.COMPOUND));
        return goes
                || goesWithCompound
                || object.cameByFile()
                || history.declared().containsKey(object.reference())
                || history.orphans().contains(object.reference())
                || history.kept().contains(object.reference());
    }

    private void isKnown(ObjectReference reference, int size) {
        Optional<Integer> known = world.kratix().get(reference).map(Declarations::size);
        expect(known.equals(Optional.of(size)), reference + " was asked for with size " + size + ", and has " + known);
    }

    private void check(RegisteredObject object) {
        if (isRequest(object) && !object.isDeleting() && promise(object).isDeleting()) {
            staysAsItIs(object);
            return;
        }
        Optional<String> obstacle = object.isDeleting() ? Optional.of(whyItStays(object)) : obstacle(object);
        String said = said(object.reference());
        boolean ready = said.isEmpty();
        expect(
                ready == obstacle.isEmpty(),
                object.reference() + (ready ? " is ready in spite of: " + obstacle : " is not ready: " + said));
        obstacle.ifPresent(reason -> expect(
                ready || said.contains(reason), object.reference() + " says nothing of '" + reason + "' but: " + said));
        if (ready && isRequest(object)) {
            hasItsFiles(object);
        }
        if (!said.contains(KratixLabels.PAUSED)) {
            tellsOfWhatCameOfIt(object);
        }
    }

    private void tellsOfWhatCameOfIt(RegisteredObject outer) {
        Map<String, String> actual = new TreeMap<>();
        list(Query.where(RegisteredObject.BY_OUTER, outer.reference().toString()))
                .forEach(inner -> actual.put(
                        inner.reference().toString(),
                        String.valueOf(said(inner.reference()).isEmpty())));
        Map<String, String> told = new TreeMap<>();
        if (outer.document().status().get("kratix") instanceof Map<?, ?> kratix
                && kratix.get("inner") instanceof List<?> rows) {
            rows.forEach(row -> told.put(
                    String.valueOf(((Map<?, ?>) row).get("object")), String.valueOf(((Map<?, ?>) row).get("ready"))));
        }
        expect(told.equals(actual), outer.reference() + " tells of " + told + " what is " + actual);
    }

    /** Only a pause keeps a Promise that goes from taking its requests with it; as it found them, so they are. */
    private void staysAsItIs(RegisteredObject request) {
        String said = said(request.reference());
        expect(
                said.isEmpty() || said.contains(KratixLabels.PAUSED),
                request.reference() + " says nothing of the pause of its Promise, which goes, but: " + said);
    }

    /** {@return what people are told who wait for an object in vain; nothing if it is ready} */
    private String said(ObjectReference reference) {
        try {
            world.kratix().awaitReady(reference, Duration.ZERO);
            return "";
        } catch (NotReadyException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String whyItStays(RegisteredObject object) {
        if (object.isLabelled(KratixLabels.PAUSED)) {
            return "Waiting for the label " + KratixLabels.PAUSED + " to be taken off";
        }
        Optional<RunRecord> failed = lastRun(object).filter(run -> run.phase() == RunRecord.Phase.FAILED);
        if (failed.filter(run -> run.assignment().action() == WorkflowAction.DELETE)
                .isPresent()) {
            return Pipelines.TOLD;
        }
        boolean requestsStay = object.reference().isPromise()
                && objectsOf(object.reference().name()).stream().anyMatch(RegisteredObject::isDeleting);
        boolean innerStay = !list(Query.where(
                        RegisteredObject.BY_OUTER, object.reference().toString()))
                .isEmpty();
        return requestsStay || innerStay ? "Waiting for" : "no reason to stay";
    }

    private Optional<String> obstacle(RegisteredObject object) {
        if (object.isLabelled(KratixLabels.PAUSED)
                || (isRequest(object) && promise(object).isLabelled(KratixLabels.PAUSED))) {
            return Optional.of("Paused");
        }
        return isRequest(object)
                ? missingVersion(object).or(() -> failure(object)).or(() -> misplacement(object))
                : Optional.empty();
    }

    private Optional<String> missingVersion(RegisteredObject request) {
        String version = version(request);
        ObjectReference revision = ObjectReference.platform(
                Kinds.PROMISE_REVISION,
                PromiseRevision.nameOf(promise(request).reference().name(), version));
        return registry.find(Table.OBJECTS, revision.toString()).isPresent()
                ? Optional.empty()
                : Optional.of("with version " + version);
    }

    /** {@return the version of its Promise that a request shall run with} */
    private String version(RegisteredObject request) {
        ObjectReference reference = request.reference();
        Promise promise = Promise.of(promise(request).document());
        String key = ResourceBinding.key(promise.name(), reference.namespace(), reference.name());
        return list(Query.where(RegisteredObject.BY_BINDS, key)).stream()
                .map(binding -> ResourceBinding.of(binding.document()).version())
                .filter(bound -> !bound.equals(ResourceBinding.LATEST))
                .findFirst()
                .orElseGet(() -> promise.document().metadata().labels().getOrDefault(KratixLabels.PROMISE_VERSION, ""));
    }

    private Optional<String> failure(RegisteredObject request) {
        boolean impossible = Declarations.size(request.document()) % Declarations.IMPOSSIBLE == 0;
        Optional<RunRecord> failed = lastRun(request).filter(run -> run.phase() == RunRecord.Phase.FAILED);
        return impossible ? Optional.of(Pipelines.IMPOSSIBLE) : failed.map(run -> Pipelines.TOLD);
    }

    private Optional<RunRecord> lastRun(RegisteredObject owner) {
        Query ofIt = Query.where(RunRecord.BY_OWNER, owner.reference().toString());
        return registry.list(Table.RUNS, ofIt).stream()
                .map(Stored::value)
                .max(Comparator.comparing(RunRecord::ordinal));
    }

    private Optional<String> misplacement(RegisteredObject request) {
        List<RegisteredPlacement> placements = registry
                .list(
                        Table.PLACEMENTS,
                        Query.where(
                                RegisteredPlacement.BY_OWNER,
                                request.reference().toString()))
                .stream()
                .map(Stored::value)
                .toList();
        if (placements.isEmpty()) {
            // one that came just before its Promise was to go, which waits, has nothing yet
            return Optional.of(
                    promise(request).isDeleting() ? KratixLabels.PAUSED : "refused: its label environment is");
        }
        return placements.stream()
                .filter(one -> one.placement().misplaced())
                .map(one -> "misplaced")
                .findFirst();
    }

    private void hasItsFiles(RegisteredObject request) {
        Declarations.outputs(request.reference(), Declarations.size(request.document()), version(request))
                .forEach((name, content) -> expect(
                        world.holds(content), request.reference() + " is ready, and no State Store has its " + name));
    }

    private static boolean isRequest(RegisteredObject object) {
        return object.facts().containsKey(RegisteredObject.PROMISE);
    }

    private RegisteredObject promise(RegisteredObject request) {
        String name = request.facts().getOrDefault(RegisteredObject.PROMISE, "");
        return registry.find(Table.OBJECTS, ObjectReference.promise(name).toString())
                .orElseThrow()
                .value();
    }

    private List<RegisteredObject> requests(String kind) {
        return objectsOf(Declarations.promiseName(kind));
    }

    private List<RegisteredObject> objectsOf(String promise) {
        return list(Query.where(RegisteredObject.BY_PROMISE, promise));
    }

    private List<RegisteredObject> objects(String kind) {
        return list(Query.where(RegisteredObject.BY_KIND, RegisteredObject.platformKind(kind)));
    }

    private List<RegisteredObject> list(Query query) {
        return registry.list(Table.OBJECTS, query).stream().map(Stored::value).toList();
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            untrue.add(otherwise);
        }
    }
}
