// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.model.DestinationSelector;
import io.kratix.model.DestinationSelector.Source;
import io.kratix.model.Promise;
import io.kratix.model.WorkloadGroup;
import io.kratix.registry.Registry;
import io.kratix.scheduling.InvalidSelectorsException;
import io.kratix.scheduling.WorkflowOutput;
import io.kratix.scheduling.WorkflowSelectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a Pipeline left behind, read and checked as a whole: nothing of it counts unless all of it can be read.
 *
 * @param groups its files, by who asks for which Destinations
 * @param said what its {@code destination-selectors.yaml} says of everything that no directory is named for
 * @param status what its {@code status.yaml} says
 * @param control what its {@code workflow-control.yaml} says
 * @param warnings what its author should know, one sentence each
 */
public record PipelineProduct(
        List<WorkloadGroup> groups,
        Optional<DestinationSelector> said,
        Map<String, @Nullable Object> status,
        WorkflowControl control,
        List<String> warnings) {
    private static final String MISSPELT_SELECTORS = "destination_selectors.yaml";

    /**
     * Reads what a run left in its directories.
     *
     * @param workspace the directories
     * @param registry keeps the files
     * @param promise the Promise, which has a say in where the files go
     * @param source whose workflow it was
     * @throws UnfitMetadataException if a file of the metadata is not what it should be
     * @throws RunWorkspace.UnfitOutputException if the output is not what the engine takes
     * @throws IOException if the directories cannot be read
     */
    public static PipelineProduct read(RunWorkspace workspace, Registry registry, Promise promise, Source source)
            throws IOException, UnfitMetadataException {
        Map<String, @Nullable Object> status = StatusMerge.read(text(workspace, "status.yaml"));
        WorkflowControl control = WorkflowControl.read(text(workspace, "workflow-control.yaml"));
        try {
            WorkflowSelectors selectors = SelectorsFile.read(text(workspace, SelectorsFile.NAME));
            WorkflowOutput output =
                    new WorkflowOutput(workspace.outputFiles(registry), workspace.outputDirectories(), selectors);
            return new PipelineProduct(
                    output.groups(source, promise.destinationSelectors()),
                    selectors.root(source),
                    source == Source.PROMISE_WORKFLOW ? messageOf(status) : status,
                    control,
                    warnings(workspace, status, source));
        } catch (InvalidSelectorsException e) {
            throw new UnfitMetadataException(String.valueOf(e.getMessage()));
        }
    }

    private static String text(RunWorkspace workspace, String file) throws IOException {
        return workspace.metadataFile(file).orElse("");
    }

    private static Map<String, @Nullable Object> messageOf(Map<String, @Nullable Object> status) {
        Map<String, @Nullable Object> message = new java.util.LinkedHashMap<>(status);
        message.keySet().retainAll(Set.of("message"));
        return message;
    }

    private static List<String> warnings(RunWorkspace workspace, Map<String, @Nullable Object> status, Source source)
            throws IOException {
        List<String> warnings = new ArrayList<>();
        Set<String> inVain = new TreeSet<>(status.keySet());
        inVain.remove("message");
        if (source == Source.PROMISE_WORKFLOW && !inVain.isEmpty()) {
            warnings.add("Warning: promise workflow status has unsupported keys: " + String.join(", ", inVain)
                    + " in status.yaml; only 'message' can be updated in Promise status.");
        } else if (!StatusMerge.ignored(status).isEmpty()) {
            warnings.add("Warning: status.yaml says what the engine reports by itself, or what is no list of"
                    + " conditions: " + String.join(", ", StatusMerge.ignored(status)) + "; it is ignored");
        }
        if (workspace.metadataFile(MISSPELT_SELECTORS).isPresent()) {
            warnings.add("Warning: " + MISSPELT_SELECTORS + " is ignored; its name is " + SelectorsFile.NAME);
        }
        return warnings;
    }
}
