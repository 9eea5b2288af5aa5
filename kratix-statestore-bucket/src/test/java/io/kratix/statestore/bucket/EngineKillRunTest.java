// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine with a registry and a bucket is halted at each I/O event, and the next one makes everything true. */
@Tag("long")
@Tag("proof-bucket")
class EngineKillRunTest {
    private static final Pattern REQUEST = Pattern.compile("(.*)/resources/default/([a-z]+)/.*");

    @TempDir
    Path directory;

    private final S3Server server = S3Server.start();
    private final FaultyProxy reader = FaultyProxy.to(server);
    private final List<String> brokenRules = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        reader.close();
        server.close();
    }

    @Test
    void finishesWhatWasHaltedAtAnyEvent() throws Exception {
        HaltingEngine.run(arguments(1, 0));
        Files.copy(registry(), registryOf(1));
        Map<String, byte[]> before = server.files();
        HaltingEngine.run(arguments(2, 0));
        Map<String, String> after = text();
        assertThat(after.values()).doesNotContain("version 1").contains("version 2");
        assertThat(after.keySet()).noneMatch(key -> key.contains("kafka"));
        watch();

        int event = 0;
        do {
            event++;
            begin(before);
        } while (isHaltedAndFinished(event, after));

        assertThat(event).isGreaterThan(20);
    }

    @Test
    void findsRequestsThatArePutBeforeTheirPromises() throws Exception {
        HaltingEngine.run(arguments(1, 0));
        watch();

        HaltingEngine.run(HoldingBack::new, arguments(2, 0));

        assertThat(brokenRules)
                .as("a request of the new Promise, and one of the changed one")
                .anyMatch(rule -> rule.contains("/nats/mine/"))
                .anyMatch(rule -> rule.contains("/redis/one/"));
        look();
        assertThat(text().keySet()).anyMatch(key -> key.contains("/dependencies/nats/"));
    }

    /** Each request is a moment at which a reader may look: just before it, and after the one before. */
    private void watch() {
        reader.spoil(request -> {
            look();
            return Optional.empty();
        });
    }

    private void begin(Map<String, byte[]> files) throws IOException {
        server.files().keySet().forEach(server::remove);
        files.forEach(server::put);
        Files.copy(registryOf(1), registry(), StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean isHaltedAndFinished(int event, Map<String, String> after) throws Exception {
        boolean isHalted = isHaltedAt(event);
        look();

        HaltingEngine.run(arguments(2, 0));

        look();
        assertThat(text()).as("after a halt at event %s", event).isEqualTo(after);
        assertThat(brokenRules)
                .as("what readers saw, halted at event %s", event)
                .isEmpty();
        return isHalted;
    }

    private Path registry() {
        return directory.resolve("registry.db");
    }

    private Path registryOf(int version) {
        return directory.resolve("registry-" + version + ".db");
    }

    private String[] arguments(int version, int event) {
        return new String[] {
            reader.endpoint(), server.bucket(), registry().toString(), String.valueOf(version), String.valueOf(event)
        };
    }

    private boolean isHaltedAt(int event) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HaltingEngine.class.getName()));
        command.addAll(List.of(arguments(2, event)));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = child.waitFor();
        assertThat(status).as("event %s: %s", event, printed).isIn(HaltingEngine.HALTED, 0);
        return status == HaltingEngine.HALTED;
    }

    /** A request's files need its Promise's, as new as they are. */
    private void look() {
        Map<String, String> seen = text();
        seen.forEach((key, content) -> {
            Matcher request = REQUEST.matcher(key);
            if (request.matches()) {
                String needed = seen.getOrDefault(
                        request.group(1) + "/dependencies/" + request.group(2) + "/static/dependencies.yaml", "");
                if (needed.isEmpty() || (content.equals("version 2") && !needed.contains("version-2"))) {
                    brokenRules.add(key + " was there without its Promise's files: " + seen);
                }
            }
        });
    }

    private Map<String, String> text() {
        Map<String, String> text = new TreeMap<>();
        server.files().forEach((key, bytes) -> text.put(key, new String(bytes, StandardCharsets.UTF_8)));
        return text;
    }
}
