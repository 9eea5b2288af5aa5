// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.documents.DocumentPrinter;
import io.kratix.model.Content;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectNames;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import io.kratix.model.WorkloadGroup;
import io.kratix.registry.Registry;
import java.util.List;

/** The Work of a Promise's {@code spec.dependencies}: one file with all of them. */
final class StaticDependencies {
    private StaticDependencies() {}

    /**
     * {@return the Work}
     *
     * @param promise a Promise with dependencies
     * @param registry keeps the file
     */
    static Work of(Promise promise, Registry registry) {
        ObjectReference owner = ObjectReference.promise(promise.name());
        String name = "static/" + promise.name() + "-dependencies.yaml";
        Content content = registry.keep(Content.of(DocumentPrinter.printStream(promise.dependencies())));
        WorkloadGroup group = new WorkloadGroup(
                WorkloadGroup.ROOT_DIRECTORY,
                List.of(new Workload(StorePath.of(name), content)),
                promise.destinationSelectors());
        return new Work(
                Kinds.SYSTEM_NAMESPACE,
                ObjectNames.deterministic(promise.name() + "-static-deps", owner.toString()),
                Work.Type.STATIC_DEPENDENCY,
                promise.name(),
                owner,
                "",
                0,
                List.of(group));
    }
}
