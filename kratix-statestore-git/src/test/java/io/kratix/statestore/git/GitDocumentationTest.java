// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Kratix;
import io.kratix.KratixBuilder;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import io.kratix.registry.Registry;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.SecretSource;
import io.kratix.spi.Settings;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.testkit.LentContext;
import io.kratix.testkit.MapSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Runs each example of docs/git-state-store.md: as it stands there, but for the server's address. */
class GitDocumentationTest extends StoreFixture {
    private static final Path PAGE = Path.of("..", "docs", "git-state-store.md");

    @Test
    void logsInWithNameAndPassword() throws IOException, InterruptedException {
        try (JGitHttpServer server = JGitHttpServer.start(directory)) {
            Map<String, Object> spec = example("authMethod: basicAuth");
            spec.put("url", server.secureUrl("remote.git"));
            spec.put("caBundle", Https.certificate());

            run(spec, Map.of("username", JGitHttpServer.USER, "password", JGitHttpServer.PASSWORD));
        }
        assertThat(remote.git().run("log", "--format=%an %ae", "main")).isEqualTo("platform platform@example.com");
    }

    @Test
    void getsInWithoutLoggingIn() throws IOException, InterruptedException {
        try (JGitHttpServer server = JGitHttpServer.start(directory)) {
            server.password(Optional.empty());
            Map<String, Object> spec = example("name: lab");
            spec.put("url", server.secureUrl("remote.git"));
            spec.put("caBundle", Https.certificate());

            run(spec, Map.of());
        }
        assertThat(remote.commits("main")).isEqualTo(1);
    }

    @Test
    @Tag("openssh")
    void logsInWithAKey() throws IOException, InterruptedException {
        try (OpenSsh server = OpenSsh.start(directory.resolve("ssh"))) {
            Map<String, Object> spec = example("authMethod: ssh");
            spec.put("url", server.url(remote.directory()));

            run(
                    spec,
                    Map.of(
                            "sshPrivateKey",
                            server.key("ed25519").text(),
                            "knownHosts",
                            server.knownHosts("ed25519").text()));
        }
        assertThat(remote.commits("main")).isEqualTo(1);
    }

    @Test
    void writesIntoARepositoryOfThisMachine() throws IOException, InterruptedException {
        Map<String, Object> spec = example("name: local");
        spec.put("url", remote.url());

        run(spec, Map.of());

        assertThat(remote.commits("main")).isEqualTo(1);
    }

    @Test
    void waitsForARepositoryOfThisMachineThatIsNotThereYet() throws IOException, InterruptedException {
        Path later = directory.resolve("later.git");
        Map<String, ?> spec = Map.of("url", later.toUri().toString());
        LentContext context = LentContext.in(directory.resolve("waiting")).configuration(Map.of("allowFileUrls", true));

        try (StateStore opened = new GitStateStoreProvider().open(MapSettings.of(spec), context)) {
            PluginException failure = failure(() -> opened.checkAccess(StorePath.ROOT));
            BareRepository.create(later);
            opened.checkAccess(StorePath.ROOT);

            assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(Files.readAllLines(PAGE))
                    .anyMatch(line -> line.startsWith("| `UNAVAILABLE` |")
                            && line.contains("a `file:` repository that is not there yet"));
        }
    }

    @Test
    void handsSecretsToAnEngineByFiles() throws IOException, InterruptedException {
        Path secrets = directory.resolve("secrets");
        Path cache = directory.resolve("engine");
        Path secret = Files.createDirectories(secrets.resolve("default/git"));
        Files.writeString(secret.resolve("username"), JGitHttpServer.USER);
        Files.writeString(secret.resolve("password"), JGitHttpServer.PASSWORD);
        KratixBuilder builder = Kratix.builder()
                .registry(Registry.inMemory())
                .workflowRunner(InProcessWorkflowRunner.builder().build());

        builder.stateStores(new GitStateStoreProvider())
                .secrets(SecretSource.directory(secrets))
                .cacheDirectory(cache);

        try (JGitHttpServer server = JGitHttpServer.start(directory);
                Kratix kratix = builder.open()) {
            Map<String, Object> spec = example("authMethod: basicAuth");
            spec.put("url", server.secureUrl("remote.git"));
            spec.put("caBundle", Https.certificate());
            StateStoreReference prod = new StateStoreReference("GitStateStore", "prod");
            kratix.apply(
                    Document.builder("platform.kratix.io/v1alpha1", prod.kind(), prod.name())
                            .spec(spec)
                            .build(),
                    Destination.builder("worker", prod).build());
            kratix.awaitReady(ObjectReference.destination("worker"), Duration.ofSeconds(60));
        }
        assertThat(remote.commits("main")).isEqualTo(1);
        assertThat(unspaced(
                        Files.readString(Path.of("src/test/java/io/kratix/statestore/git/GitDocumentationTest.java"))))
                .contains(unspaced(code()));
    }

    private static String code() throws IOException {
        Matcher code = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(code.find()).isTrue();
        return code.group(1);
    }

    private static String unspaced(String text) {
        return text.replaceAll("\\s", "");
    }

    @Test
    void runsEveryExample() throws IOException {
        assertThat(examples()).hasSize(4);
    }

    @Test
    void namesEveryFieldThatIsReadOfADocumentOrOfTheConfiguration() throws IOException {
        ReadFields fields = new ReadFields();
        Settings spec = fields.of(MapSettings.of(Map.of("url", "https://git.example.com/state.git")));
        LentContext lent = LentContext.in(directory.resolve("fields"));
        String page = Files.readString(PAGE);

        new GitStateStoreProvider().open(spec, fields.of(lent)).close();

        assertThat(fields.names()).hasSize(12).allMatch(field -> page.contains("`" + field + "`"));
    }

    @Test
    void tellsOfEachReasonWhatItMeansAndWhatToDo() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);

        for (Reason reason : Reason.values()) {
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("| `" + reason + "` "))
                    .hasSize(reason == Reason.REJECTED ? 2 : 1);
        }
    }

    private void run(Map<String, Object> spec, Map<String, String> secret) throws InterruptedException {
        LentContext context = LentContext.in(directory.resolve("documented"))
                .clock(CLOCK)
                .configuration(Map.of("allowFileUrls", true));
        try (StateStore opened = new GitStateStoreProvider().open(MapSettings.of(spec, secret), context)) {
            opened.checkAccess(StorePath.ROOT);
            opened.write(WriteRequest.of(List.of(owner("a", "1"))));
        }
    }

    private static Map<String, Object> example(String mark) throws IOException {
        String yaml = examples().stream()
                .filter(example -> example.contains(mark))
                .findFirst()
                .orElseThrow();
        Map<String, Map<String, Object>> document = new Yaml().load(yaml);
        return new HashMap<>(Optional.ofNullable(document.get("spec")).orElseThrow());
    }

    private static List<String> examples() throws IOException {
        return Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
