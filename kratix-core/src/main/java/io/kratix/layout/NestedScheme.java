// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The modes in which an owner has a directory. Each is a pair of templates; they differ in nothing else. */
final class NestedScheme implements Scheme {
    private static final String STATIC_FILE = "static/dependencies.yaml";

    private final StorePath base;
    private final PathPattern dependencies;
    private final PathPattern resources;
    private final Function<LayoutOwner, String> staticFile;

    private NestedScheme(
            StorePath base, PathPattern dependencies, PathPattern resources, Function<LayoutOwner, String> staticFile) {
        this.base = base;
        this.dependencies = dependencies;
        this.resources = resources;
        this.staticFile = staticFile;
    }

    static NestedScheme of(StorePath base, Destination destination, FilepathMode mode, String namespace) {
        Function<String, PathPattern> bound = template ->
                PathTemplate.parse(template).with(variable -> PathTemplate.valueOf(variable, destination, namespace));
        return switch (mode) {
            case NESTED_BY_DESTINATION ->
                new NestedScheme(
                        base,
                        bound.apply("{destination.name}/dependencies/{promise.name}"),
                        bound.apply("{destination.name}/resources/{resource.namespace}/{promise.name}/{resource.name}"),
                        owner -> STATIC_FILE);
            case CRDS ->
                new NestedScheme(
                        base,
                        bound.apply("{destination.namespace}/{destination.name}/crds/{promise.name}"),
                        bound.apply("{destination.namespace}/{destination.name}/resources/{resource.namespace}"
                                + "/{promise.name}/{resource.name}"),
                        owner -> STATIC_FILE);
            case NESTED_BY_METADATA ->
                new NestedScheme(
                        base,
                        byMetadata("dependencies/{promise.name}"),
                        byMetadata("resources/{resource.namespace}/{promise.name}/{resource.name}"),
                        owner -> "5058f/static/" + owner.promise() + "-dependencies.yaml");
            case TEMPLATE ->
                new NestedScheme(
                        base,
                        bound.apply(destination.templates().getOrDefault(PathTemplate.DEPENDENCIES, "")),
                        bound.apply(destination.templates().getOrDefault(PathTemplate.RESOURCES, "")),
                        owner -> STATIC_FILE);
            case NONE, AGGREGATED_YAML ->
                throw new IllegalArgumentException("mode " + mode.text() + " has no directories");
        };
    }

    private static PathPattern byMetadata(String area) {
        List<PathSegment> rest =
                List.of(PathSegment.of(PathVariable.PIPELINE_NAME), PathSegment.of(PathVariable.GROUP_SHORT_ID));
        List<PathSegment> whole =
                new java.util.ArrayList<>(PathTemplate.parse(area).segments());
        whole.addAll(rest);
        return new PathPattern(whole);
    }

    @Override
    public StorePath root() {
        StorePath root = base;
        List<PathSegment> one = dependencies.before(PathVariable.Part.OWNER).segments();
        List<PathSegment> other = resources.before(PathVariable.Part.OWNER).segments();
        for (int i = 0; i < Math.min(one.size(), other.size()) && one.get(i).equals(other.get(i)); i++) {
            root = root.resolve(one.get(i).word());
        }
        return root;
    }

    @Override
    public StorePath dependenciesRoot() {
        return rootOf(dependencies);
    }

    @Override
    public StorePath resourcesRoot() {
        return rootOf(resources);
    }

    @Override
    public List<PathPattern> areas() {
        return List.of(
                dependencies.before(PathVariable.Part.CONTENT).under(base),
                resources.before(PathVariable.Part.CONTENT).under(base));
    }

    @Override
    public Set<StorePath> area(LayoutOwner owner) {
        return Set.of(areaOf(owner));
    }

    @Override
    public Map<StorePath, Content> files(LayoutOwner owner, List<PlacedGroup> groups) {
        FileSet files = new FileSet();
        for (PlacedGroup placed : groups) {
            for (Workload workload : placed.group().workloads()) {
                files.put(pathOf(owner, placed, workload), workload.content());
            }
        }
        return files.files();
    }

    private StorePath pathOf(LayoutOwner owner, PlacedGroup placed, Workload workload) {
        if (placed.work().type() == Work.Type.STATIC_DEPENDENCY) {
            return areaOf(owner).resolve(staticFile.apply(owner));
        }
        PathPattern template = templateOf(owner);
        StorePath directory = base.resolve(template.resolve(variable -> valueOf(variable, owner, placed)));
        boolean direct = placed.work().position() == 0 || template.names(PathVariable.PIPELINE_NAME);
        return (direct ? directory : directory.resolve(placed.work().pipeline())).resolve(workload.filepath());
    }

    private StorePath areaOf(LayoutOwner owner) {
        return base.resolve(
                templateOf(owner).before(PathVariable.Part.CONTENT).resolve(variable -> valueOf(variable, owner)));
    }

    private PathPattern templateOf(LayoutOwner owner) {
        return owner.isPromise() ? dependencies : resources;
    }

    private StorePath rootOf(PathPattern template) {
        return base.resolve(template.before(PathVariable.Part.OWNER).resolve(PathVariable::toString));
    }

    private static String valueOf(PathVariable variable, LayoutOwner owner, PlacedGroup placed) {
        return switch (variable) {
            case PIPELINE_NAME -> placed.work().pipeline();
            case GROUP_ID -> placed.group().id();
            case GROUP_SHORT_ID -> placed.group().shortId();
            default -> valueOf(variable, owner);
        };
    }

    private static String valueOf(PathVariable variable, LayoutOwner owner) {
        return switch (variable) {
            case PROMISE_NAME -> owner.promise();
            case RESOURCE_NAMESPACE -> owner.namespace();
            case RESOURCE_NAME -> owner.request();
            default -> throw new IllegalStateException("no owner has a value for " + variable);
        };
    }
}
