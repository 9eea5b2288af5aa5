// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.List;

/**
 * What one Pipeline, or a Promise's static dependencies, produced.
 *
 * @param namespace where the Work lives: the request's namespace, else the system's
 * @param name the Work's name, unique within the namespace
 * @param type who produced it
 * @param promise the Promise's name
 * @param owner the request that it belongs to; the Promise itself where it belongs to no request
 * @param pipeline the Pipeline's name; empty for static dependencies
 * @param position the Pipeline's place in its workflow, from 0; 0 for static dependencies
 * @param groups the workload groups, at most one for each directory
 */
public record Work(
        String namespace,
        String name,
        Type type,
        String promise,
        ObjectReference owner,
        String pipeline,
        int position,
        List<WorkloadGroup> groups) {
    /** Copies the groups. */
    public Work {
        groups = List.copyOf(groups);
    }

    /** {@return whether it goes to every matching Destination, instead of to one} */
    public boolean isDependency() {
        return type != Type.RESOURCE;
    }

    /** {@return the reference under which it can be asked for} */
    public ObjectReference reference() {
        return new ObjectReference(Kinds.GROUP, Kinds.WORK, namespace, name);
    }

    /** Who produced a Work. */
    public enum Type {
        /** A Promise's {@code spec.dependencies}. */
        STATIC_DEPENDENCY("static-dependency"),
        /** A Pipeline of a Promise workflow. */
        PROMISE("promise"),
        /** A Pipeline of a resource workflow. */
        RESOURCE("resource");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** {@return the type as the label {@code kratix.io/work-type} spells it} */
        public String text() {
            return text;
        }
    }
}
