// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.model.Container;
import io.kratix.model.Metadata;
import io.kratix.model.Pipeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds Pipelines for tests, with fields that Kratix' own builder has no words for. */
final class Pipelines {
    private final Map<String, @Nullable Object> spec = new LinkedHashMap<>();
    private final List<Container> containers = new ArrayList<>();

    private Pipelines() {}

    static Pipelines pipeline() {
        return new Pipelines();
    }

    /** {@return a Pipeline of containers that each run a script in the usual image} */
    static Pipeline scripts(String... scripts) {
        Pipelines pipelines = pipeline();
        for (String script : scripts) {
            pipelines.script(script);
        }
        return pipelines.build();
    }

    Pipelines script(String script) {
        return script(script, Map.of());
    }

    Pipelines script(String script, Map<String, @Nullable Object> fields) {
        return container(TestEngine.IMAGE, List.of("/bin/sh", "-c", script), fields);
    }

    Pipelines container(String image, List<String> command, Map<String, @Nullable Object> fields) {
        String name = "step-" + containers.size();
        containers.add(new Container(name, image, command, List.of(), fields));
        return this;
    }

    Pipelines container(String image, List<String> command, List<String> args) {
        containers.add(new Container("step-" + containers.size(), image, command, args, Map.of()));
        return this;
    }

    Pipelines with(String field, Object value) {
        spec.put(field, value);
        return this;
    }

    Pipeline build() {
        return new Pipeline(Metadata.named("instance"), containers, spec);
    }
}
