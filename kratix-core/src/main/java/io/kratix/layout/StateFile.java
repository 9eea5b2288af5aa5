// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectNames;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import java.util.List;

/**
 * The file of mode {@code none} that lists what a placement put into the shared tree. Its name is Kratix', but for a
 * suffix computed from the owner where Kratix' is random.
 */
final class StateFile {
    private static final int SUFFIX = 16;
    private static final int LONGEST_DESTINATION = 100;

    private StateFile() {}

    static String name(LayoutOwner owner, PlacedGroup placed, String destination) {
        Work work = placed.work();
        String pipeline = work.type() == Work.Type.STATIC_DEPENDENCY ? "static-deps" : work.pipeline();
        String namespace = owner.isPromise() ? Kinds.SYSTEM_NAMESPACE : owner.namespace();
        String stem = owner.isPromise()
                ? owner.promise() + "-" + pipeline
                : owner.promise() + "-" + owner.request() + "-" + pipeline;
        String identity = String.join(
                "\n",
                owner.promise(),
                owner.namespace(),
                owner.request(),
                work.type().text(),
                pipeline,
                destination,
                placed.group().id());
        return namespace + "-" + ObjectNames.prefix(stem) + "-" + suffix(identity) + "." + cut(destination) + "-"
                + placed.group().shortId() + ".yaml";
    }

    static String text(List<StorePath> files) {
        if (files.isEmpty()) {
            return "files: []\n";
        }
        StringBuilder text = new StringBuilder("files:\n");
        files.forEach(file ->
                text.append("- ").append(YamlScalar.print(file.toString())).append('\n'));
        return text.toString();
    }

    private static String suffix(String identity) {
        return Content.of(identity).sha256().substring(0, SUFFIX);
    }

    private static String cut(String destination) {
        return destination.length() > LONGEST_DESTINATION ? destination.substring(0, LONGEST_DESTINATION) : destination;
    }
}
