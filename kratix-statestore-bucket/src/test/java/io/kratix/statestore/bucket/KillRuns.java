// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a program that halts itself, looks what a reader saw, and lets the next start finish it. */
final class KillRuns implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("worker/resources/([a-z]+)/.*");

    private final S3Server server = S3Server.start();
    private final FaultyProxy reader = FaultyProxy.to(server);
    private final List<String> brokenRules = new CopyOnWriteArrayList<>();

    KillRuns() {
        // Each request that alters anything is a moment at which a reader may look: just before it, and after the one
        // before.
        reader.spoil(request -> {
            look();
            return Optional.empty();
        });
    }

    /** {@return how many I/O events a run has that is not halted} */
    int eventsOfAWholeRun() throws IOException, InterruptedException {
        begin();
        Process child = start(0);
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(printed).isZero();
        assertThat(text()).isEqualTo(expected());
        return Integer.parseInt(printed.strip());
    }

    /** Halts a run at an event, and has the next start finish it. */
    void haltAt(int event) throws IOException, InterruptedException {
        begin();
        Process halted = start(event);
        String printed = new String(halted.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(halted.waitFor()).as("event %s: %s", event, printed).isIn(HaltingChild.HALTED, 0);
        look();

        HaltingChild.main(new String[] {reader.endpoint(), server.bucket(), "0"});

        look();
        assertThat(text()).as("after a halt at event %s", event).isEqualTo(expected());
        assertThat(brokenRules)
                .as("what readers saw, halted at event %s", event)
                .isEmpty();
    }

    /** {@return what readers saw where a program has the engine's order the wrong way round: a bug that is planted} */
    List<String> brokenRulesOfAWrongOrder() throws InterruptedException {
        begin();
        List<List<StateStoreChange>> steps = new ArrayList<>(HaltingChild.steps(2));
        Collections.reverse(steps);
        try (BucketStateStore store = server.store(reader.endpoint()).open()) {
            for (List<StateStoreChange> step : steps) {
                store.write(WriteRequest.of(step));
            }
        }
        return brokenRules;
    }

    private void begin() throws InterruptedException {
        server.files().keySet().forEach(server::remove);
        try (BucketStateStore store = server.store().open()) {
            for (List<StateStoreChange> step : HaltingChild.steps(1)) {
                store.write(WriteRequest.of(step));
            }
        }
    }

    private Process start(int event) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HaltingChild.class.getName(),
                        reader.endpoint(),
                        server.bucket(),
                        String.valueOf(event))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** A request's files need its Promise's: all of them, and as new as the request's own. */
    private void look() {
        Map<String, String> seen = text();
        seen.forEach((key, content) -> {
            Matcher request = REQUEST.matcher(key);
            if (request.matches()) {
                String promise = "worker/dependencies/" + request.group(1) + "/";
                Set<String> missing = new TreeSet<>(Set.of(promise + "same.yaml", promise + "changing.yaml"));
                missing.removeAll(seen.keySet());
                boolean isOlder = content.equals("version 2") && !content.equals(seen.get(promise + "changing.yaml"));
                if (!missing.isEmpty() || isOlder) {
                    brokenRules.add(key + " was there without its Promise's files of the same batch: " + seen);
                }
            }
        });
    }

    private Map<String, String> text() {
        Map<String, String> text = new TreeMap<>();
        server.files().forEach((key, bytes) -> text.put(key, new String(bytes, StandardCharsets.UTF_8)));
        return text;
    }

    private static Map<String, String> expected() {
        Map<String, String> files = new TreeMap<>();
        for (String owner : List.of(
                "dependencies/redis",
                "dependencies/nats",
                "resources/redis/one",
                "resources/redis/two",
                "resources/nats/mine")) {
            files.put("worker/" + owner + "/same.yaml", "same");
            files.put("worker/" + owner + "/changing.yaml", "version 2");
            files.put("worker/" + owner + "/only-in-2.yaml", "new");
        }
        return files;
    }

    @Override
    public void close() {
        reader.close();
        server.close();
    }
}
