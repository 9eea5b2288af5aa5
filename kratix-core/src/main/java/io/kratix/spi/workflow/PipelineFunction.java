// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

/** A Java function that stands for a container image; see {@link InProcessWorkflowRunner}. */
@FunctionalInterface
public interface PipelineFunction {
    /**
     * Does what the container would do. Called on a thread of the engine; may run for several requests at once.
     *
     * @param call the three directories, the environment and the object
     * @throws Exception whatever goes wrong: the container has failed, and the message says why
     */
    void run(PipelineCall call) throws Exception;
}
