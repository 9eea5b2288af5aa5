// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Changes and removes the engine's files in some histories, in which the engine looks for that. */
final class Vandal {
    private final World world;
    private final SplittableRandom random;
    private final Map<String, String> strangers;

    /**
     * Makes one.
     *
     * @param world where
     * @param strangers the files that are not the engine's
     */
    Vandal(World world, Map<String, String> strangers) {
        this.world = world;
        this.random = world.deeds;
        this.strangers = strangers;
    }

    /** {@return what happened; nothing if there is nothing to be changed} */
    Optional<String> act() {
        List<String> files = world.isTamperedWith() ? files() : List.of();
        return files.isEmpty() ? Optional.empty() : Optional.of(act(files.get(random.nextInt(files.size()))));
    }

    private String act(String file) {
        if (random.nextInt(3) == 0) {
            world.tamperWith(file, Optional.empty());
            return "somebody removes " + file;
        }
        int size = random.nextInt(1000);
        String text = world.files().getOrDefault(file, "");
        String other = text.replaceAll("size: \\d+", "size: " + size);
        world.tamperWith(file, Optional.of(other.equals(text) ? text + "more: " + size + "\n" : other));
        return "somebody writes " + size + " into " + file;
    }

    /**
     * What a State Store has yet to confirm is a stranger's once it is changed. Without the file of a Promise, everything
     * would go that people have asked of it.
     */
    private List<String> files() {
        return world.files().entrySet().stream()
                .filter(file -> !strangers.containsKey(file.getKey()))
                .filter(file -> world.isConfirmed(file.getKey()))
                .filter(file -> !file.getValue().contains("kind: Promise"))
                .map(Map.Entry::getKey)
                .toList();
    }
}
