// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.ApplyResult;
import io.kratix.Kratix;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.LabelChanges;
import io.kratix.model.Pipeline;
import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import io.kratix.registry.RegistryException;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** What docs/registry.md shows, and says of exports and imports. */
class RegistryPageTest {
    private static final Path PAGE = Path.of("../../docs/registry.md");
    private static final Path SOURCE = Path.of("src/test/java/io/kratix/frontdoor/RegistryPageTest.java");

    @TempDir
    Path directory;

    @Test
    void showsWhatIsCompiledHere() throws IOException {
        String source = squeezed(Files.readString(SOURCE));

        List<String> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> squeezed(block.group(1)))
                .toList();

        assertThat(blocks).hasSize(3).allSatisfy(block -> assertThat(source).contains(block));
    }

    @Test
    void isMadeInAFile() {
        Path path = directory.resolve("registry.db");

        try (Registry registry = inAFile(path)) {
            assertThat(registry.id()).isNotEmpty();
            assertThat(path).exists();
        }
    }

    private static Registry inAFile(Path path) {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + path);
        Registry registry = Registry.jdbc(file);
        return registry;
    }

    @Test
    void saysWhatToCheckWhereNoServerAnswers() {
        assertThatThrownBy(() -> onAServer("jdbc:postgresql://127.0.0.1:1/registry", "kratix", "s3cret"))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("PostgreSQL's address, user and password")
                .hasMessageNotContaining("s3cret");
    }

    private static Registry onAServer(String url, String user, String password) {
        PGSimpleDataSource server = new PGSimpleDataSource();
        server.setUrl(url);
        server.setUser(user);
        server.setPassword(password);
        Registry registry = Registry.jdbc(server, JdbcOptions.defaults().schema("kratix"));
        return registry;
    }

    @Test
    void movesEverythingToAnEmptyRegistryInFrontOfTheSameStateStore() throws InterruptedException {
        Path export = directory.resolve("export");
        try (Platform old = Platform.open()) {
            old.applyAll();
            old.kratix.apply(Platform.request("my-request", "large"));
            old.settle();
            old.kratix.label(Platform.reference("my-request"), LabelChanges.set("team", "payments"));
            old.settle();
            int revisions = old.place().revisions().size();
            List<Document> before = declared(old.kratix);

            try (Platform next = old.withEmptyRegistry()) {
                ApplyResult result = move(old.kratix, next.kratix, export);
                next.settle();

                assertThat(result.warnings()).isEmpty();
                assertThat(declared(next.kratix)).isEqualTo(before).hasSize(6);
                assertThat(next.get(Platform.reference("my-request")).status()).containsEntry("observedGeneration", 2L);
                assertThat(next.conditions(Platform.reference("my-request")))
                        .contains("Reconciled=True Reconciled: Reconciled");
                assertThat(next.place().revisions()).hasSize(revisions);
                assertThat(next.runs).hasValue(1);
            }
        }
    }

    private static ApplyResult move(Kratix old, Kratix next, Path export) {
        int objects = old.exportTo(export);
        ApplyResult result = next.importFrom(export);
        assertThat(result.changes()).hasSize(objects);
        return result;
    }

    @Test
    void keepsTheModeThatADestinationHadWhateverIsTheDefaultNow() throws InterruptedException {
        Path export = directory.resolve("export");
        try (Platform old = Platform.open();
                Platform other =
                        Platform.open(builder -> builder.defaultFilepathMode(FilepathMode.NESTED_BY_METADATA))) {
            old.applyAll();
            old.settle();

            move(old.kratix, other.kratix, export);
            other.settle();

            assertThat(other.paths()).isEqualTo(old.paths());
        }
    }

    @Test
    void goesOnDeletingWhatWasBeingDeleted() throws InterruptedException {
        Path export = directory.resolve("export");
        try (Platform old = Platform.open();
                Platform next = old.withEmptyRegistry()) {
            old.applyAll();
            old.settle();
            old.place().failNext(MemoryPlace.Call.WRITE, PluginException.unavailable("away"));
            old.kratix.delete(Platform.reference("my-request"));
            old.settle();

            ApplyResult result = move(old.kratix, next.kratix, export);
            next.settle();

            assertThat(result.warnings())
                    .singleElement()
                    .asString()
                    .endsWith("redis.example.kratix.io/default/my-request was being deleted, and goes on; files that a"
                            + " State Store still has of it stay there, since this registry does not know them");
            assertThat(next.kratix.get(Platform.reference("my-request"))).isEmpty();
        }
    }

    @Test
    void importsARequestThatIsGoingThoughItDoesNotFitItsPromiseAnyMore() throws InterruptedException {
        Path export = directory.resolve("export");
        Pipeline clean =
                Pipeline.builder("clean").container("main", "example/second:v1").build();
        try (Platform old = Platform.open();
                Platform next = old.withEmptyRegistry()) {
            old.images.put("example/second:v1", call -> {
                throw new IllegalStateException("nothing can be cleaned up now");
            });
            next.images.put("example/second:v1", call -> {});
            old.kratix.apply(
                    Platform.store(),
                    Platform.destination("worker-cluster").build(),
                    Platform.redis().resourceDelete(clean).build(),
                    Platform.request("my-request", "small"));
            old.settle();
            old.kratix.delete(Platform.reference("my-request"));
            old.settle();
            old.kratix.apply(Platform.redis()
                    .resourceDelete(clean)
                    .api("example.kratix.io", "redis", Map.of("type", "object", "required", List.of("nodes")))
                    .build());

            move(old.kratix, next.kratix, export);
            next.settle();

            assertThat(next.runs).as("its delete Pipeline").hasValue(1);
            assertThat(next.kratix.get(Platform.reference("my-request"))).isEmpty();
        }
    }

    @Test
    void importsNothingWhereAnythingIs() {
        try (Platform platform = Platform.open()) {
            platform.applyAll();
            Path export = directory.resolve("export");
            platform.kratix.exportTo(export);

            assertThatThrownBy(() -> platform.kratix.importFrom(export))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith(" already; import into an empty one, or apply the documents");
            assertThatThrownBy(() -> platform.kratix.exportTo(export))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("is not empty; name a new folder, so that an export holds nothing older");
        }
    }

    @Test
    void importsNothingOfWhatWasSpoilt() throws IOException {
        Path export = directory.resolve("export");
        try (Platform old = Platform.open();
                Platform next = old.withEmptyRegistry()) {
            old.applyAll();
            old.kratix.exportTo(export);
            Path file = export.resolve("objects-000001.yaml");
            Files.writeString(file, Files.readString(file).replaceFirst("generation: \"1\"", "generation: first"));

            assertThatThrownBy(() -> next.kratix.importFrom(export))
                    .isInstanceOf(InvalidDocumentException.class)
                    .hasMessageContaining("metadata.annotations[jvm.kratix.io/registered]")
                    .hasMessageContaining("must be as the export wrote it");
            assertThat(objects(next.kratix)).isEmpty();
        }
    }

    /** Status aside: the new engine looks at everything anew while we look. */
    private static List<Document> declared(Kratix kratix) {
        return objects(kratix).stream()
                .map(document -> document.withStatus(Map.of()))
                .toList();
    }

    private static List<Document> objects(Kratix kratix) {
        return List.of(
                        Map.entry("platform.kratix.io", "MemoryStateStore"),
                        Map.entry("platform.kratix.io", "Destination"),
                        Map.entry("platform.kratix.io", "Promise"),
                        Map.entry("platform.kratix.io", "PromiseRevision"),
                        Map.entry("platform.kratix.io", "ResourceBinding"),
                        Map.entry("example.kratix.io", "redis"))
                .stream()
                .flatMap(kind -> kratix.list(kind.getKey(), kind.getValue()).stream())
                .toList();
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
