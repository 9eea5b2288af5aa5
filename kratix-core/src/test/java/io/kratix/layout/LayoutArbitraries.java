// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.cases.HostileNames;
import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.StorePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Destinations, owners and what they have, biased to what a careless layout mixes up. */
final class LayoutArbitraries {
    private static final List<String> PATHS = List.of(
            "",
            ".",
            "/",
            "dev",
            "Dev",
            "dev/",
            "dev/a",
            "a",
            "A",
            "dependencies",
            "resources",
            "a/resources",
            "default",
            "default/a",
            "static",
            ".kratix",
            "é",
            "e\u0301");
    private static final List<String> REQUEST = List.of("{resource.namespace}", "{promise.name}", "{resource.name}");
    private static final List<String> DEPENDENCY_PIECES = List.of(
            "{destination.name}",
            "{destination.namespace}",
            "{pipeline.name}",
            "{group.id}",
            "dependencies",
            "Resources",
            "a",
            "default",
            "{resource.name}",
            "kratix-canary-namespace.yaml");
    private static final List<String> RESOURCE_PIECES =
            List.of("{destination.name}", "{pipeline.name}", "{group.id}", "resources", "dependencies", "A", "default");

    /** The first Pipeline has two groups whose short ids are equal. */
    private static final List<String> PIPELINES = List.of("configure", "configure", "static", "5058f");

    private static final List<String> DIRECTORIES = List.of("d75", "d1970", ".", ".");

    private LayoutArbitraries() {}

    static Arbitrary<LayoutOwner> owners() {
        Arbitrary<String> names = HostileNames.subdomains().filter(name -> !ReservedNames.contains(name));
        Arbitrary<LayoutOwner> promises = names.map(LayoutOwner::promise);
        Arbitrary<LayoutOwner> requests =
                Combinators.combine(names, HostileNames.labels(), names).as(LayoutOwner::request);
        return Arbitraries.oneOf(promises, requests, requests);
    }

    static Arbitrary<StorePath> storePaths() {
        return Arbitraries.of("", "store", "a", "dev").map(StorePath::of);
    }

    /** Destinations of every mode that can be laid out, templates that are refused left out. */
    static Arbitrary<Layout> layouts() {
        return Combinators.combine(storePaths(), destinations())
                .as((path, destination) ->
                        Layout.of(path, destination, destination.mode().orElseThrow()));
    }

    static Arbitrary<Destination> destinations() {
        Arbitrary<String> paths = Arbitraries.of(PATHS);
        Arbitrary<FilepathMode> modes = Arbitraries.of(FilepathMode.class)
                .filter(mode -> mode != FilepathMode.TEMPLATE && mode != FilepathMode.AGGREGATED_YAML);
        Arbitrary<Destination> plain =
                Combinators.combine(HostileNames.subdomains(), paths, modes).as(LayoutFixtures::destination);
        Arbitrary<Destination> aggregated = Combinators.combine(
                        HostileNames.subdomains(), paths, Arbitraries.of("a", "dependencies/x", "all.yaml"))
                .as((name, path, file) ->
                        LayoutFixtures.destination(name, path, Map.of("mode", "aggregatedYAML", "filename", file)));
        return Arbitraries.oneOf(plain, plain, aggregated, templated()).filter(LayoutArbitraries::isAccepted);
    }

    static Arbitrary<Destination> templated() {
        Arbitrary<String> paths = Arbitraries.of(PATHS);
        return Combinators.combine(
                        HostileNames.subdomains(),
                        paths,
                        template(List.of("{promise.name}"), DEPENDENCY_PIECES),
                        template(REQUEST, RESOURCE_PIECES))
                .as(LayoutFixtures::templated)
                .filter(10_000, LayoutArbitraries::isAccepted);
    }

    static boolean isAccepted(Destination destination) {
        return LayoutRules.problems(destination, destination.mode().orElseThrow(), destination.namespace())
                .isEmpty();
    }

    /** What an owner has: up to three Pipelines, the first with two groups. */
    static List<PlacedGroup> groups(LayoutOwner owner, List<List<String>> files) {
        List<PlacedGroup> groups = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            groups.add(LayoutFixtures.placed(
                    owner, PIPELINES.get(i), i / 2, LayoutFixtures.group(DIRECTORIES.get(i), files.get(i))));
        }
        if (owner.isPromise()) {
            groups.add(LayoutFixtures.placed(owner, LayoutFixtures.STATIC, 0, LayoutFixtures.root("any.yaml")));
        }
        return groups;
    }

    static Arbitrary<List<List<String>>> files() {
        return HostileNames.paths().list().ofMaxSize(3).list().ofMaxSize(PIPELINES.size());
    }

    /** What must be named and some of what may be, in any order. */
    private static Arbitrary<String> template(List<String> required, List<String> others) {
        return Arbitraries.of(others)
                .list()
                .ofMaxSize(3)
                .flatMap(extra -> {
                    List<String> pieces = new ArrayList<>(required);
                    pieces.addAll(extra);
                    return Arbitraries.shuffle(pieces);
                })
                .map(segments -> String.join("/", segments));
    }
}
