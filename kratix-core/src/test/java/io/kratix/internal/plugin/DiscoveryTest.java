// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.spi.PluginContext;
import io.kratix.spi.Settings;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreProvider;
import io.kratix.spi.workflow.WorkflowRunner;
import io.kratix.spi.workflow.WorkflowRunnerProvider;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins are found by files in META-INF/services and a class loader, as in a program's own jars. */
final class DiscoveryTest {
    private static final String STORES = StateStoreProvider.class.getName();
    private static final String RUNNERS = WorkflowRunnerProvider.class.getName();

    @TempDir
    Path directory;

    private final List<URLClassLoader> loaders = new ArrayList<>();

    @AfterEach
    void closeLoaders() throws IOException {
        for (URLClassLoader loader : loaders) {
            loader.close();
        }
    }

    @Test
    void findsNothingUnlessItIsToldWhereToLook() {
        Discovery nowhere = Discovery.in(Optional.empty());

        assertThat(nowhere.stateStores(List.of())).isEmpty();
        assertThat(nowhere.runner(Optional.empty())).isEmpty();
    }

    @Test
    void findsTheProvidersThatServicesFilesName() throws IOException {
        Path stores = jar("stores", STORES, store("acme.OciProvider", "OciStateStore"));
        Path runners = jar("runners", RUNNERS, runner("acme.PodmanProvider", "podman"));
        Discovery discovery = discovery(stores, runners);

        Map<String, StateStoreProvider> found = discovery.stateStores(List.of());
        Optional<WorkflowRunnerProvider> runner = discovery.runner(Optional.empty());

        assertThat(found).containsOnlyKeys("OciStateStore");
        assertThat(found.values())
                .extracting(provider -> provider.getClass().getName())
                .containsExactly("acme.OciProvider");
        assertThat(runner.orElseThrow().name()).isEqualTo("podman");
    }

    @Test
    void prefersWhatWasGivenToWhatItFinds() throws IOException {
        Path stores = jar("stores", STORES, store("acme.OciProvider", "OciStateStore"));
        Path runners = jar("runners", RUNNERS, runner("acme.PodmanProvider", "podman"));
        StateStoreProvider given = new GivenStore("OciStateStore");
        StateStoreProvider other = new GivenStore("OtherStateStore");
        WorkflowRunnerProvider givenRunner = new GivenRunner();
        Discovery discovery = discovery(stores, runners);

        assertThat(discovery.stateStores(List.of(given, other)))
                .isEqualTo(Map.of("OciStateStore", given, "OtherStateStore", other));
        assertThat(discovery.runner(Optional.of(givenRunner))).containsSame(givenRunner);
    }

    @Test
    void refusesTwoClassesForOneKindNamingBothAndTheirJars() throws IOException {
        Path first = jar("first", STORES, store("acme.OciProvider", "OciStateStore"));
        Path second = jar("second", STORES, store("other.OciProvider", "OciStateStore"));
        Discovery discovery = discovery(first, second);

        assertThatThrownBy(() -> discovery.stateStores(List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("two plugins open State Stores of kind OciStateStore: acme.OciProvider (" + url(first)
                        + ") and other.OciProvider (" + url(second) + "); remove one of them");
    }

    @Test
    void refusesTwoGivenOnesOfOneKindThoughTheyAreOfOneClass() {
        Discovery nowhere = Discovery.in(Optional.empty());
        StateStoreProvider given = new GivenStore("OciStateStore");

        assertThatThrownBy(() -> nowhere.stateStores(List.of(given, new GivenStore("OciStateStore"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("two plugins open State Stores of kind OciStateStore: " + Boundary.describe(given) + " and "
                        + Boundary.describe(given) + "; remove one of them");
        assertThat(nowhere.stateStores(List.of(given, given))).containsExactly(Map.entry("OciStateStore", given));
    }

    @Test
    void letsAGivenOneWinOverTwoThatAreFound() throws IOException {
        Path first = jar("first", STORES, store("acme.OciProvider", "OciStateStore"));
        Path second = jar("second", STORES, store("other.OciProvider", "OciStateStore"));
        StateStoreProvider given = new GivenStore("OciStateStore");

        assertThat(discovery(first, second).stateStores(List.of(given)))
                .containsExactly(Map.entry("OciStateStore", given));
    }

    @Test
    void takesAClassThatIsFoundTwiceForOne() throws IOException {
        Path stores = jar("stores", STORES, store("acme.OciProvider", "OciStateStore"));
        Path again = directory.resolve("again");
        services(again, STORES, "acme.OciProvider\n");

        assertThat(discovery(stores, again).stateStores(List.of())).containsOnlyKeys("OciStateStore");
    }

    @Test
    void refusesTwoRunnersNamingBothAndTheirJars() throws IOException {
        Path first = jar("first", RUNNERS, runner("acme.PodmanProvider", "podman"));
        Path second = jar("second", RUNNERS, runner("acme.NomadProvider", "nomad"));
        Discovery discovery = discovery(first, second);

        assertThatThrownBy(() -> discovery.runner(Optional.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an engine has one workflow runner, and these were found: [acme.NomadProvider ("
                        + url(second) + "), acme.PodmanProvider (" + url(first) + ")]; give one to the builder");
    }

    @Test
    void findsTheOthersWhenAProviderCannotBeMade() throws IOException {
        Path broken = jar(
                "broken",
                STORES,
                store(
                        "acme.BrokenProvider",
                        "BrokenStateStore",
                        "public BrokenProvider() { throw new Error(\"no\"); }"));
        Path sound = jar("sound", STORES, store("acme.OciProvider", "OciStateStore"));

        assertThat(discovery(broken, sound).stateStores(List.of())).containsOnlyKeys("OciStateStore");
    }

    @Test
    void findsTheOthersWhenAProviderCannotSayItsKind() throws IOException {
        Source mute = new Source(
                "acme.MuteProvider",
                store("acme.MuteProvider", "x").text().replace("return \"x\";", "throw new IllegalStateException();"));
        Source nameless = new Source(
                "acme.NamelessProvider",
                store("acme.NamelessProvider", "x").text().replace("return \"x\";", "return null;"));
        Path broken = jar("broken", STORES, mute, nameless);
        Path sound = jar("sound", STORES, store("acme.OciProvider", "OciStateStore"));

        assertThat(discovery(broken, sound).stateStores(List.of())).containsOnlyKeys("OciStateStore");
    }

    @Test
    void findsTheOthersWhenAServicesFileNamesWhatIsNotThere() throws IOException {
        Path broken = directory.resolve("broken");
        services(broken, STORES, "acme.Missing\njava.lang.String\nacme.Missing2\n");
        Path garbled = directory.resolve("garbled");
        services(garbled, STORES, "this is no class name\n");
        Path sound = jar("sound", STORES, store("acme.OciProvider", "OciStateStore"));

        assertThat(discovery(broken, garbled, sound).stateStores(List.of())).containsOnlyKeys("OciStateStore");
    }

    @Test
    void findsTheOthersWhenAProviderIsMadeForALibraryThatIsMissing() throws IOException {
        Source base = new Source("acme.Base", "package acme; public class Base {}");
        Source provider = new Source(
                "acme.OrphanProvider",
                store("acme.OrphanProvider", "OrphanStateStore")
                        .text()
                        .replace("implements", "extends Base implements"));
        Path broken = jar("broken", STORES, provider, base);
        services(broken, STORES, "acme.OrphanProvider\n");
        Files.delete(broken.resolve("acme/Base.class"));
        Path sound = jar("sound", STORES, store("acme.OciProvider", "OciStateStore"));

        assertThat(discovery(broken, sound).stateStores(List.of())).containsOnlyKeys("OciStateStore");
    }

    private Discovery discovery(Path... jars) throws MalformedURLException {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = url(jars[i]);
        }
        URLClassLoader loader = new URLClassLoader(urls, DiscoveryTest.class.getClassLoader());
        loaders.add(loader);
        return Discovery.in(Optional.of(loader));
    }

    /** A class to compile. */
    private record Source(String name, String text) {}

    private static Source store(String name, String kind) {
        return store(name, kind, "");
    }

    private static Source store(String name, String kind, String more) {
        return source(
                name,
                "io.kratix.spi.statestore.StateStoreProvider",
                more,
                "public String kind() { return \"" + kind + "\"; }",
                "public String location(io.kratix.spi.Settings settings) { return \"\"; }",
                "public io.kratix.spi.statestore.StateStore open(",
                "io.kratix.spi.Settings settings, io.kratix.spi.PluginContext context) {",
                "throw new UnsupportedOperationException(); }");
    }

    private static Source runner(String name, String runner) {
        return source(
                name,
                "io.kratix.spi.workflow.WorkflowRunnerProvider",
                "public String name() { return \"" + runner + "\"; }",
                "public io.kratix.spi.workflow.WorkflowRunner open(",
                "io.kratix.spi.Settings settings, io.kratix.spi.PluginContext context) {",
                "throw new UnsupportedOperationException(); }");
    }

    private static Source source(String name, String service, String... lines) {
        int dot = name.lastIndexOf('.');
        String head = "package " + name.substring(0, dot) + "; public class " + name.substring(dot + 1);
        return new Source(name, head + " implements " + service + " {\n" + String.join("\n", lines) + "\n}\n");
    }

    private Path jar(String name, String service, Source... sources) throws IOException {
        Path root = Files.createDirectories(directory.resolve(name));
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-d", root.toString(), "-classpath", System.getProperty("java.class.path", "")));
        StringBuilder names = new StringBuilder();
        for (Source source : sources) {
            Path file = Files.createDirectories(directory.resolve(name + "-sources"))
                    .resolve(source.name().substring(source.name().lastIndexOf('.') + 1) + ".java");
            Files.writeString(file, source.text());
            arguments.add(file.toString());
            names.append(source.name()).append('\n');
        }
        ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
        int status = compiler.run(System.out, System.err, arguments.toArray(new String[0]));
        assertThat(status).isZero();
        services(root, service, names.toString());
        return root;
    }

    private static void services(Path root, String service, String names) throws IOException {
        Path file = root.resolve("META-INF/services").resolve(service);
        Files.createDirectories(root.resolve("META-INF/services"));
        Files.writeString(file, names);
    }

    private static URL url(Path root) throws MalformedURLException {
        return root.toUri().toURL();
    }

    /** A provider that a program gives to the builder. */
    private record GivenStore(String kind) implements StateStoreProvider {
        @Override
        public String location(Settings settings) {
            return "given";
        }

        @Override
        public StateStore open(Settings settings, PluginContext context) {
            throw new UnsupportedOperationException();
        }
    }

    /** A runner that a program gives to the builder. */
    private static final class GivenRunner implements WorkflowRunnerProvider {
        @Override
        public String name() {
            return "given";
        }

        @Override
        public WorkflowRunner open(Settings settings, PluginContext context) {
            throw new UnsupportedOperationException();
        }
    }
}
