// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.WorkflowAction;

/**
 * What a run is to do, decided before it begins.
 *
 * @param promise the Promise's name
 * @param version the version of the Promise that a request runs with; empty for a Promise's own workflow
 * @param action whether its workflow configures or deletes
 * @param pipeline the Pipeline's name
 * @param position the Pipeline's place in its workflow, from 0
 * @param hash the digest of the specs that it runs with, and the version of the rule that it follows
 * @param generation the owner's generation
 * @param key stays the same over all tries of the Pipeline for this generation of the owner
 * @param round counts how often the workflow was begun anew although no spec had changed
 * @param failures how many tries of the Pipeline have failed before this one, one after another
 * @param postponed how often the Pipeline has asked for another try before this one, one after another
 */
public record RunAssignment(
        String promise,
        String version,
        WorkflowAction action,
        String pipeline,
        int position,
        String hash,
        long generation,
        String key,
        long round,
        int failures,
        int postponed) {}
