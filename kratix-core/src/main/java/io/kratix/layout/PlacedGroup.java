// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Work;
import io.kratix.model.WorkloadGroup;

/**
 * A workload group that is placed on the Destination, and the Work that it is of.
 *
 * @param work the Work
 * @param group one of its groups
 */
public record PlacedGroup(Work work, WorkloadGroup group) {}
