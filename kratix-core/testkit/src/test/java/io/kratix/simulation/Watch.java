// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.model.ObjectReference;
import io.kratix.model.Workload;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Looks at each commit: a request that becomes ready has all its files in the State Stores at that moment, and what came of
 * another object goes for a reason.
 */
final class Watch {
    private final World world;
    private final List<String> found = new ArrayList<>();

    Watch(World world) {
        this.world = world;
        world.registry.onCommit(this::see);
    }

    List<String> found() {
        return found;
    }

    private void see(Step step) {
        for (Step.Write<?> write : step.writes()) {
            if (write.value() == null) {
                write.before()
                        .filter(before -> before.value() instanceof RegisteredObject)
                        .map(before -> ((RegisteredObject) before.value()).reference())
                        .ifPresent(world.pipelines::ended);
            }
            if (write.value() instanceof RegisteredObject now && now.isDeleting() && now.cameByFile()) {
                write.before()
                        .map(before -> (RegisteredObject) before.value())
                        .filter(before -> !before.isDeleting())
                        .ifPresent(this::checkThatItMayGo);
            }
            if (write.value() instanceof RegisteredObject now && now.facts().containsKey(RegisteredObject.PROMISE)) {
                boolean was = write.before()
                        .filter(before -> saysReady((RegisteredObject) before.value()))
                        .isPresent();
                if (!was && saysReady(now)) {
                    check(now);
                }
            }
        }
    }

    /** {@return whether a request's status says that it is as it is declared now} */
    static boolean saysReady(RegisteredObject request) {
        Map<String, ?> status = request.document().status();
        boolean reconciled = status.get("conditions") instanceof List<?> conditions
                && conditions.stream()
                        .anyMatch(one -> one instanceof Map<?, ?> condition
                                && "Reconciled".equals(condition.get("type"))
                                && "True".equals(condition.get("status")));
        return reconciled
                && !request.isDeleting()
                && Long.valueOf(request.generation()).equals(status.get("observedGeneration"));
    }

    /** Only if its Promise goes, or what it came of, or somebody removed its file or asked for its deletion. */
    private void checkThatItMayGo(RegisteredObject inner) {
        boolean asked = world.registry
                .find(Table.OBJECTS, inner.facts().getOrDefault(RegisteredObject.OUTER, ""))
                .filter(outer -> !outer.value().isDeleting() && mayHaveAskedFor(outer.value(), inner))
                .isPresent();
        boolean offered = inner.reference().isPromise()
                || world.isStaying(ObjectReference.promise(inner.facts().getOrDefault(RegisteredObject.PROMISE, "")));
        if (asked && offered && !world.isTamperedWith() && !world.wasTakenBack(inner.reference())) {
            found.add(inner.reference() + " goes although " + inner.facts().get(RegisteredObject.OUTER) + " stays");
        }
    }

    /** One that was asked for anew, and has written nothing since, asks for nothing. */
    private boolean mayHaveAskedFor(RegisteredObject outer, RegisteredObject inner) {
        return !outer.created().isAfter(inner.created()) || !works(outer).isEmpty();
    }

    private List<Stored<RegisteredWork>> works(RegisteredObject owner) {
        return world.registry.list(
                Table.WORKS,
                Query.where(RegisteredWork.BY_OWNER, owner.reference().toString()));
    }

    private void check(RegisteredObject ready) {
        works(ready).stream()
                .flatMap(Watch::workloads)
                .map(workload -> RecordedFiles.text(workload.content()))
                .filter(text -> !world.holds(text) && !world.wasTamperedWith(text))
                .forEach(text -> found.add(ready.reference() + " is ready before a State Store has: " + text.strip()));
    }

    private static Stream<Workload> workloads(Stored<RegisteredWork> work) {
        return work.value().work().groups().stream().flatMap(group -> group.workloads().stream());
    }
}
