// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.List;

/**
 * A Promise's workflows, each an ordered list of Pipelines.
 *
 * @param promiseConfigure what runs when the Promise is installed or changed
 * @param promiseDelete what runs when the Promise is deleted
 * @param resourceConfigure what runs when a request is made or changed
 * @param resourceDelete what runs when a request is deleted
 */
public record Workflows(
        List<Pipeline> promiseConfigure,
        List<Pipeline> promiseDelete,
        List<Pipeline> resourceConfigure,
        List<Pipeline> resourceDelete) {
    /** Copies the lists. */
    public Workflows {
        promiseConfigure = List.copyOf(promiseConfigure);
        promiseDelete = List.copyOf(promiseDelete);
        resourceConfigure = List.copyOf(resourceConfigure);
        resourceDelete = List.copyOf(resourceDelete);
    }

    /**
     * {@return the Pipelines that run for a Promise itself}
     *
     * @param action whether it is installed or deleted
     */
    public List<Pipeline> ofPromise(WorkflowAction action) {
        return action == WorkflowAction.CONFIGURE ? promiseConfigure : promiseDelete;
    }

    /**
     * {@return the Pipelines that run for each request}
     *
     * @param action whether it is fulfilled or deleted
     */
    public List<Pipeline> ofRequests(WorkflowAction action) {
        return action == WorkflowAction.CONFIGURE ? resourceConfigure : resourceDelete;
    }

    static Workflows read(FieldReader reader) {
        FieldReader promise = reader.object("promise");
        FieldReader resource = reader.object("resource");
        FieldReader config = reader.object("config");
        config.text("pipelineNamespace", "");
        config.text("reconciliationInterval", "");
        Workflows workflows = new Workflows(
                promise.objects("configure", Pipeline::read),
                promise.objects("delete", Pipeline::read),
                resource.objects("configure", Pipeline::read),
                resource.objects("delete", Pipeline::read));
        List.of(config, promise, resource, reader).forEach(FieldReader::warnOfUnknown);
        return workflows;
    }
}
