// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.easyeaty;

import io.kratix.Kratix;
import io.kratix.NotReadyException;
import io.kratix.Topology;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Registry;
import io.kratix.statestore.git.GitStateStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jgit.api.errors.GitAPIException;

/** EasyEaty's platform, act by act; after each one it shows what has changed in Git. */
public final class EasyEaty implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final ObjectReference GOLDEN_PATH = ObjectReference.promise("web-app-golden-path");

    private final Path folder;
    private final Consumer<String> out;
    private final StateBranch branch;
    private final Marketplace marketplace;
    private final Services services;
    private final Kratix kratix;
    private SortedMap<String, String> before;

    EasyEaty(Path folder, Path target, Consumer<String> out) throws IOException, GitAPIException {
        this.folder = folder;
        this.out = out;
        branch = StateBranch.create(target.resolve("state.git"));
        before = branch.files();
        marketplace = Marketplace.open(folder.resolve("marketplace"));
        services = Services.open();
        kratix = Kratix.builder()
                .registry(Registry.inMemory())
                .stateStores(new GitStateStoreProvider())
                .configure("GitStateStore", Map.of("allowFileUrls", true))
                .workflowRunner(new Pipelines(services.address()).runner())
                .platformDestination("platform")
                .open();
    }

    /** Plays all acts in the current folder. */
    public static void main(String[] args) throws Exception {
        Path here = Path.of("").toAbsolutePath();
        Path target = emptied(here.resolve("target/easyeaty"));
        Consumer<String> out = System.out::println;
        out.accept("The State Store is the branch main of the bare Git repository " + target.resolve("state.git"));
        try (EasyEaty example = new EasyEaty(here, target, out)) {
            example.registerDestinations();
            example.installGoldenPath();
            example.requestTwoWebApps();
            example.upgradeJenkins();
            example.deleteOneWebApp();
            example.deleteTheRest();
        }
    }

    /** The repository of the last run stays until the next one. */
    private static Path emptied(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return Files.createDirectories(folder);
    }

    void registerDestinations() throws IOException, InterruptedException {
        out.accept("== Four Destinations, one of them the platform itself, and one Git repository");
        apply("platform/state-store.yaml", "STATE", branch.url());
        apply("platform/destinations.yaml");
        show();
    }

    void installGoldenPath() throws IOException, InterruptedException {
        out.accept(
                "== The Promise Web App Golden Path: the Jenkins operator is on eks before anybody asks for a Jenkins");
        applyGoldenPath("v1.0.0", "v1.0.0");
        show();
    }

    void requestTwoWebApps() throws IOException, InterruptedException {
        out.accept("== Team 2 asks for two web apps");
        apply("requests/shop.yaml");
        apply("requests/kitchen.yaml");
        show();
        out.accept("Slack, PagerDuty and Zendesk were called:");
        services.calls().forEach(call -> out.accept("  " + call));
        out.accept("and received:");
        services.received().forEach(message -> out.accept("  " + message));
    }

    void upgradeJenkins() throws IOException, InterruptedException {
        out.accept("== The golden path v1.1.0 brings Jenkins v1.1.0");
        applyGoldenPath("v1.1.0", "v1.1.0");
        show();
    }

    void deleteOneWebApp() throws IOException, InterruptedException {
        out.accept("== Team 2 deletes the shop");
        kratix.delete(webApp("shop"));
        show();
    }

    void deleteTheRest() throws IOException, InterruptedException {
        out.accept("== The golden path is deleted, and with it everything that came of it");
        kratix.delete(GOLDEN_PATH);
        show();
    }

    Topology topology() {
        return kratix.topology();
    }

    List<String> received() {
        return services.received();
    }

    List<String> calls() {
        return services.calls();
    }

    /** {@return every file of the State Store's branch; the marketplace's address, a free port, is left out of the texts} */
    SortedMap<String, String> files() throws IOException {
        SortedMap<String, String> files = branch.files();
        files.replaceAll((path, text) -> text.replace(marketplace.address(), "MARKETPLACE"));
        return files;
    }

    private void applyGoldenPath(String version, String jenkins) throws IOException {
        apply("golden-path/promise.yaml", "VERSION", version, "JENKINS", jenkins, "MARKETPLACE", marketplace.address());
    }

    /** Applies a file, with names filled in. */
    private void apply(String file, String... namesAndValues) throws IOException {
        String text = Files.readString(folder.resolve(file)).replaceAll("(?m)^#.*\n", "");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            text = text.replace(namesAndValues[i], namesAndValues[i + 1]);
        }
        kratix.apply(text).changes().forEach((reference, change) -> out.accept(change + " " + reference));
    }

    private void show() throws IOException, InterruptedException {
        kratix.awaitSettled(LIMIT);
        awaitAnnouncements();
        SortedMap<String, String> after = branch.files();
        out.accept("Changed in Git:");
        StateBranch.changes(before, after).forEach((path, sign) -> out.accept("  " + sign + " " + path));
        before = after;
        out.accept(topology().text());
    }

    /** A Pipeline that asked to be tried again later waits; that is settled, but not what people wait for. */
    private void awaitAnnouncements() throws InterruptedException, NotReadyException {
        for (var app : kratix.list("easyeaty.com", "WebApp")) {
            kratix.awaitReady(app.reference(), LIMIT);
        }
        kratix.awaitSettled(LIMIT);
    }

    private static ObjectReference webApp(String name) {
        return ObjectReference.request("easyeaty.com", "WebApp", "team-2", name);
    }

    @Override
    public void close() {
        kratix.close();
        services.close();
        marketplace.close();
    }
}
