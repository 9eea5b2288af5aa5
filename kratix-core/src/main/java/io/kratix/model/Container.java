// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a Pipeline.
 *
 * @param name the container's name, unique within its Pipeline
 * @param image the image that it runs
 * @param command what it starts; empty for the image's own entry point
 * @param args arguments of the command
 * @param fields the whole container as declared, for runners that understand more of it
 */
public record Container(
        String name, String image, List<String> command, List<String> args, Map<String, @Nullable Object> fields) {
    /** Copies the lists. */
    public Container {
        command = List.copyOf(command);
        args = List.copyOf(args);
    }

    /** The fields that Kratix knows, whether or not this engine gives them a meaning. */
    static Container read(FieldReader reader) {
        reader.text("imagePullPolicy", "");
        PodFields.securityContext(reader.object("securityContext"));
        PodFields.resources(reader.object("resources"));
        reader.objects("env", PodFields::variable);
        reader.objects("envFrom", PodFields::variables);
        reader.objects("volumeMounts", PodFields::volumeMount);
        Container container = new Container(
                reader.text("name"),
                reader.text("image"),
                reader.texts("command"),
                reader.texts("args"),
                reader.tree());
        reader.refuseUnknown();
        return container;
    }
}
