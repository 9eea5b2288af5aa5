// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.StorePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which Destinations could write to the same paths: two owned areas, equal or one below the other, in one location. Names
 * are compared as a file system would that knows no case. What counts is what could ever be there, not what is there now.
 */
public final class Collisions {
    private Collisions() {}

    /**
     * A Destination, and where it is kept.
     *
     * @param location the canonical place of its State Store: equal for two documents that mean one place
     * @param layout how it is laid out there
     */
    public record Site(String location, Layout layout) {}

    /**
     * What a Destination has, wherever it is declared by now.
     *
     * @param location the canonical place of the State Store
     * @param destination the Destination's name
     * @param paths directories and files
     */
    public record Held(String location, String destination, Set<StorePath> paths) {
        /** Copies the set. */
        public Held {
            paths = Set.copyOf(paths);
        }
    }

    /**
     * Two Destinations that cannot both be.
     *
     * @param one the Destination that came later in the order given
     * @param other the one that was there before
     * @param message both, with their modes and paths, and where they meet
     */
    public record Collision(String one, String other, String message) {}

    /**
     * {@return the first Destination that a new one could collide with, if any}
     *
     * @param candidate the new one
     * @param present those that are there; one of the same name is taken for the same, and left out
     */
    public static Optional<Collision> find(Site candidate, Collection<Site> present) {
        FootprintIndex index = new FootprintIndex();
        present.stream()
                .filter(site -> site.location().equals(candidate.location()))
                .filter(site -> !name(site).equals(name(candidate)))
                .forEach(index::add);
        return find(candidate, index);
    }

    /**
     * {@return every Destination that collides with one that stands before it in the order given, each once}
     *
     * @param sites all Destinations, of whatever locations; names are unique
     */
    public static List<Collision> among(Collection<Site> sites) {
        Map<String, FootprintIndex> byLocation = new TreeMap<>();
        List<Collision> collisions = new ArrayList<>();
        for (Site site : sites) {
            FootprintIndex index = byLocation.computeIfAbsent(site.location(), location -> new FootprintIndex());
            find(site, index).ifPresent(collisions::add);
            index.add(site);
        }
        return collisions;
    }

    /**
     * {@return the Destinations that could write to what another one has, each two once}
     *
     * @param sites Destinations of which no two collide
     * @param held what Destinations have, those that are given as sites among them
     */
    public static List<Collision> with(Collection<Site> sites, Collection<Held> held) {
        Map<String, FootprintIndex> byLocation = new TreeMap<>();
        sites.forEach(site -> byLocation
                .computeIfAbsent(site.location(), location -> new FootprintIndex())
                .add(site));
        Map<String, Collision> collisions = new LinkedHashMap<>();
        for (Held one : held) {
            Optional<FootprintIndex> index = Optional.ofNullable(byLocation.get(one.location()));
            for (StorePath path : index.isPresent() ? one.paths() : Set.<StorePath>of()) {
                index.flatMap(sited -> sited.meeting(PathPattern.of(path), one.destination()))
                        .map(met -> collision(met.site(), one.destination(), path))
                        .ifPresent(met -> collisions.putIfAbsent(met.one() + "/" + met.other(), met));
            }
        }
        return List.copyOf(collisions.values());
    }

    private static Collision collision(Site candidate, String destination, StorePath path) {
        String message = describe(candidate) + " could write to '" + path + "', which Destination '" + destination
                + "' still has there";
        return new Collision(name(candidate), destination, message);
    }

    private static Optional<Collision> find(Site candidate, FootprintIndex index) {
        for (PathPattern pattern : candidate.layout().footprint()) {
            Optional<FootprintIndex.Entry> met = index.meeting(pattern);
            if (met.isPresent()) {
                return Optional.of(collision(candidate, pattern, met.get()));
            }
        }
        return Optional.empty();
    }

    private static Collision collision(Site candidate, PathPattern pattern, FootprintIndex.Entry met) {
        String message = describe(candidate) + " and " + describe(met.site())
                + " could write to the same paths of one State Store: '" + pattern + "' and '" + met.pattern()
                + "'; give one of them another spec.path";
        return new Collision(name(candidate), name(met.site()), message);
    }

    private static String describe(Site site) {
        Layout layout = site.layout();
        return "Destination '" + name(site) + "' (" + layout.destination().stateStore() + ", mode "
                + layout.mode().text() + ", path '" + layout.destination().path() + "')";
    }

    private static String name(Site site) {
        return site.layout().destination().name();
    }
}
