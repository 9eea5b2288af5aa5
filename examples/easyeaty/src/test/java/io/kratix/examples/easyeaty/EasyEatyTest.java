// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.easyeaty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example's tree in Git, file by file after each act. What an act changes stands in src/test/resources/acts: for each
 * path {@code +} or {@code ~} with the whole text, or {@code -}. What people read after it stands beside it: the topology.
 */
class EasyEatyTest {
    private static final Path HERE = Path.of("").toAbsolutePath();
    private static final Path ACTS = HERE.resolve("src/test/resources/acts");

    @TempDir
    Path folder;

    private final SortedMap<String, String> expected = new TreeMap<>();
    private final StringBuilder printed = new StringBuilder();

    @Test
    void playsAllActs() throws Exception {
        expected.put("README.md", "The state of EasyEaty's platform.\n");
        try (EasyEaty example =
                new EasyEaty(HERE, folder, line -> printed.append(line).append('\n'))) {
            example.registerDestinations();
            holds(example, "1-destinations");
            SortedMap<String, String> empty = new TreeMap<>(expected);

            example.installGoldenPath();
            holds(example, "2-golden-path");
            assertThat(expected.get("eks/dependencies/jenkins/static/dependencies.yaml"))
                    .contains("name: jenkins-operator");

            example.requestTwoWebApps();
            holds(example, "3-two-web-apps");
            assertThat(kindsOn("eks")).isEqualTo(Map.of("Jenkins", 2L, "postgresql", 4L, "Service", 6L));
            announcedOnce(example);
            assertThat(Files.readString(HERE.resolve("../../docs/compound-promises.md")))
                    .contains("```mermaid\n" + example.topology().mermaid() + "```");

            example.upgradeJenkins();
            holds(example, "4-jenkins-upgraded");

            example.deleteOneWebApp();
            holds(example, "5-shop-deleted");

            example.deleteTheRest();
            holds(example, "6-all-deleted");
            assertThat(expected).isEqualTo(empty);
            announcedOnce(example);
        }
    }

    private static void announcedOnce(EasyEaty example) {
        assertThat(example.calls())
                .filteredOn(call -> call.startsWith("503"))
                .hasSize(1)
                .allMatch(call -> call.contains(" pagerduty: "));
        assertThat(example.calls()).anyMatch(call -> call.startsWith("200 slack: "));
        assertThat(example.received())
                .containsExactlyInAnyOrder(
                        "slack: team-2/shop is being set up",
                        "pagerduty: on-call rota for team-2/shop",
                        "zendesk: ticket: welcome team-2/shop",
                        "slack: team-2/kitchen is being set up",
                        "pagerduty: on-call rota for team-2/kitchen",
                        "zendesk: ticket: welcome team-2/kitchen");
    }

    /** How many of each kind lie among a Destination's resources; canaries are none. */
    private Map<String, Long> kindsOn(String destination) {
        return expected.entrySet().stream()
                .filter(file -> file.getKey().startsWith(destination + "/resources/team-2/"))
                .map(file -> file.getValue().replaceAll("(?s).*?kind: (\\w+)\n.*", "$1"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private void holds(EasyEaty example, String act) throws IOException {
        SortedMap<String, String> actual = example.files();
        String changes = print(expected, actual);
        Path file = ACTS.resolve(act + ".txt");
        assertThat(changes).as(act).isEqualTo(Files.readString(file));
        isTold(changes, Files.readString(ACTS.resolve(act + ".topology.txt")));
        expected.clear();
        expected.putAll(actual);
    }

    /** What is printed in an act ends with what has changed in Git, path by path, and with the topology, whole. */
    private void isTold(String changes, String topology) {
        String paths = changes.lines().filter(line -> !line.startsWith(" ")).collect(Collectors.joining("\n"));
        assertThat(printed.toString()).contains("\nChanged in Git:\n" + paths.indent(2) + topology);
        printed.setLength(0);
    }

    /** Two trees whose difference is printed the same from the same beginning are the same. */
    private static String print(SortedMap<String, String> before, SortedMap<String, String> after) {
        StringBuilder text = new StringBuilder();
        StateBranch.changes(before, after).forEach((path, sign) -> {
            text.append(sign).append(' ').append(path).append('\n');
            if (sign != '-') {
                text.append(after.getOrDefault(path, "").indent(4));
            }
        });
        return text.toString();
    }
}
