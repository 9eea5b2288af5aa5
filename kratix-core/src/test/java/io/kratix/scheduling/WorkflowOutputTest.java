// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.model.DestinationSelector.Source;
import io.kratix.model.StorePath;
import io.kratix.model.WorkloadGroup;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkflowOutputTest {
    @ParameterizedTest
    @CsvSource({"caf\u00e9, cafe\u0301", "cafe\u0301, caf\u00e9"})
    void findsADirectoryThatIsSpeltInTheOtherUnicodeForm(String there, String asked) {
        WorkflowSelectors selectors =
                WorkflowSelectors.read(List.of(Map.of("directory", asked, "matchLabels", Map.of("edge", "true"))));
        Map<StorePath, Content> files = Map.of(StorePath.of(there + "/a.yaml"), Content.of("a: 1\n"));

        List<WorkloadGroup> groups =
                new WorkflowOutput(files, Set.of(there), selectors).groups(Source.RESOURCE_WORKFLOW, List.of());

        assertThat(groups).singleElement().satisfies(group -> {
            assertThat(group.directory()).isEqualTo("caf\u00e9");
            assertThat(group.workloads()).hasSize(1);
        });
    }
}
