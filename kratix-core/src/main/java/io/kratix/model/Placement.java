// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

/**
 * One workload group on one Destination.
 *
 * @param work the Work that the group belongs to
 * @param group the id of the workload group
 * @param destination the Destination's name
 * @param misplaced whether the Destination no longer matches what the group asks for
 * @param reason why it is there, in words
 */
public record Placement(ObjectReference work, String group, String destination, boolean misplaced, String reason) {
    /** {@return the reference under which it can be asked for; the name is Kratix' for a WorkPlacement} */
    public ObjectReference reference() {
        String name = work.name() + "." + destination + "-" + group.substring(0, 5);
        return new ObjectReference(Kinds.GROUP, Kinds.WORK_PLACEMENT, work.namespace(), name);
    }
}
