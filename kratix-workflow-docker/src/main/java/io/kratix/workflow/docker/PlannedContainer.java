// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.model.Container;
import java.util.List;

/**
 * A container of a Pipeline, read for an engine.
 *
 * @param index its place among the Pipeline's containers
 * @param container as declared
 * @param place how messages name it: {@code container 'main' (image 'redis:7')}
 * @param image its image
 * @param pullPolicy when the image is pulled
 * @param limits what it may use
 * @param security as whom it runs and what it may do
 * @param mounts its volumes, the three directories included
 */
record PlannedContainer(
        int index,
        Container container,
        String place,
        ImageName image,
        PullPolicy pullPolicy,
        Limits limits,
        Security security,
        List<VolumeMount> mounts) {
    /** {@return what it is within its run} */
    String part() {
        return "step-" + index;
    }

    /** {@return that the run has failed in this container} */
    RunFailedException failure(String text) {
        return new RunFailedException(place + " " + text);
    }
}
