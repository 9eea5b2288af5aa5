// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.ObjectReference;
import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What shall hold in a State Store for one owner on one Destination, and what the store confirmed. Whatever the engine
 * does about files follows from the difference of the two digests.
 *
 * @param owner a request or a Promise; for the canary files the Destination itself
 * @param promise the Promise that it belongs to; empty for canary files
 * @param destination the Destination's name
 * @param area where its files are
 * @param former whether the owner has left this area for another, where its files must hold before they go from here
 * @param left whether it is nobody's any more, since its Destination went without cleanup; only in a former area
 * @param desired the digest of what shall hold; empty if nothing shall be left
 * @param confirmed the digest of what the store confirmed last; {@link #UNKNOWN} before the first confirmation
 * @param revision the store's revision of that confirmation; empty before the first
 * @param failure why the store refused the last try; empty if it did not
 */
public record OwnerState(
        ObjectReference owner,
        String promise,
        String destination,
        Area area,
        boolean former,
        boolean left,
        String desired,
        String confirmed,
        String revision,
        String failure) {
    /** Stands for the digest of an area that nobody has confirmed: it may hold anything. */
    public static final String UNKNOWN = "unknown";

    /** The index by owner: the reference of the request, Promise or Destination, as text. */
    public static final String BY_OWNER = "owner";

    /** The index by the Destination's name. */
    public static final String BY_DESTINATION = "destination";

    /** The index by State Store, {@code <kind>/<name>}. */
    public static final String BY_STORE = "store";

    /** The index by State Store of those owners alone whose digests differ. */
    public static final String PENDING_IN = "pending";

    /** The index by State Store of those owners alone of whose files it is not known which are there. */
    public static final String UNSURE_IN = "unsure";

    /** The index by location of those states alone that are nobody's. */
    public static final String LEFT_AT = "left";

    /**
     * Where an owner's files are.
     *
     * @param store the State Store's document
     * @param location the canonical place behind the document
     * @param root the path below which everything of the Destination lies
     * @param directories the directories that the owner has for itself
     * @param files single files that it owns outside of those, as the store confirmed them
     * @param claims single files that it is to own, and that the store has not confirmed yet
     * @param attempts what may have been written since the last confirmation, those claims among it: they are the owner's
     *     until it is known
     */
    public record Area(
            StateStoreReference store,
            String location,
            StorePath root,
            Set<StorePath> directories,
            Set<StorePath> files,
            Set<StorePath> claims,
            Set<Attempt> attempts) {
        /** Copies the sets, in path order: equal areas are kept and printed alike by every program. */
        public Area {
            directories = Collections.unmodifiableSet(new TreeSet<>(directories));
            files = Collections.unmodifiableSet(new TreeSet<>(files));
            claims = Collections.unmodifiableSet(new TreeSet<>(claims));
            attempts = Collections.unmodifiableSet(new TreeSet<>(attempts));
        }

        /**
         * Makes an area in which nothing has been tried.
         *
         * @param store the State Store's document
         * @param location the canonical place behind the document
         * @param root the path below which everything of the Destination lies
         * @param directories the directories that the owner has for itself
         * @param files single files that it owns outside of those
         * @param claims single files that it is to own
         */
        public Area(
                StateStoreReference store,
                String location,
                StorePath root,
                Set<StorePath> directories,
                Set<StorePath> files,
                Set<StorePath> claims) {
            this(store, location, root, directories, files, claims, Set.of());
        }

        /**
         * {@return a copy that has these single files, and of the others only what it claims}
         *
         * @param found what was tried and is there
         */
        public Area finding(Set<StorePath> found) {
            Set<StorePath> allFiles = new TreeSet<>(files);
            allFiles.addAll(found);
            Set<StorePath> remaining = new TreeSet<>(claims);
            remaining.removeAll(found);
            Set<Attempt> open = new TreeSet<>(attempts);
            open.removeIf(attempt -> !remaining.contains(attempt.file()));
            return new Area(store, location, root, directories, allFiles, remaining, open);
        }

        /**
         * {@return a copy that owns these single files and is to own no others}
         *
         * @param held what the store confirmed
         */
        public Area holding(Set<StorePath> held) {
            return new Area(store, location, root, directories, held, Set.of());
        }

        /**
         * {@return whether both are below the same path of the same State Store document at the same location}
         *
         * @param other another area of the same owner on the same Destination
         */
        public boolean isSame(Area other) {
            return store.equals(other.store) && isAt(other.location, other.root);
        }

        /**
         * {@return whether the files go from here when they hold at the new place} They do not where both are the same
         * place, whichever document names it; nor where the document points to another location now: that may be
         * somebody else's, or this one under another name.
         *
         * @param next the area that the same owner has on the same Destination from now on
         */
        public boolean isVacatedFor(Area next) {
            boolean pointsElsewhere = store.equals(next.store) && !location.equals(next.location);
            return !pointsElsewhere && !isAt(next.location, next.root);
        }

        /**
         * {@return a copy that owns what another one owns besides}
         *
         * @param other an area at the same place
         */
        public Area and(Area other) {
            Set<StorePath> allDirectories = new TreeSet<>(directories);
            allDirectories.addAll(other.directories);
            Set<StorePath> allFiles = new TreeSet<>(files);
            allFiles.addAll(other.files);
            Set<Attempt> allAttempts = new TreeSet<>(attempts);
            allAttempts.addAll(other.attempts);
            return new Area(store, location, root, allDirectories, allFiles, claims, allAttempts);
        }

        /** {@return everything that the owner has or is to have: directories and single files} */
        public Set<StorePath> paths() {
            Set<StorePath> paths = new TreeSet<>(directories);
            paths.addAll(singleFiles());
            return paths;
        }

        /** {@return the single files that the owner has or is to have} */
        public Set<StorePath> singleFiles() {
            Set<StorePath> single = new TreeSet<>(files);
            single.addAll(claims);
            attempts.forEach(attempt -> single.add(attempt.file()));
            return single;
        }

        /**
         * {@return the single files that the owner has or is to have, as they are called below another root}
         *
         * @param other the root
         */
        public Set<StorePath> singleFilesBelow(StorePath other) {
            Set<StorePath> single = new TreeSet<>();
            singleFiles()
                    .forEach(file -> single.add(
                            file.startsWith(root) ? StorePath.existing(joined(other, root.relativize(file))) : file));
            return single;
        }

        private static String joined(StorePath above, StorePath below) {
            return above.isRoot() ? below.toString() : above + "/" + below;
        }

        /**
         * {@return whether the area is below a path of a location}
         *
         * @param place the canonical place behind a State Store's document
         * @param path the path
         */
        public boolean isAt(String place, StorePath path) {
            return location.equals(place) && root.equals(path);
        }
    }

    /**
     * A single file that may have been written.
     *
     * @param file its path
     * @param sha256 the digest of its content; empty if whatever is there is the owner's
     */
    public record Attempt(StorePath file, String sha256) implements Comparable<Attempt> {
        /** By path, then by digest. */
        @Override
        public int compareTo(Attempt other) {
            int byFile = file.compareTo(other.file);
            return byFile != 0 ? byFile : sha256.compareTo(other.sha256);
        }
    }

    /**
     * {@return the key of an owner's state on a Destination, where it is now}
     *
     * @param owner the owner
     * @param destination the Destination's name
     */
    public static String key(ObjectReference owner, String destination) {
        return owner + " on " + destination;
    }

    /** {@return whether the store has yet to confirm what shall hold} */
    public boolean isPending() {
        return !desired.equals(confirmed);
    }

    /** {@return whether the store has confirmed nothing of it yet} */
    public boolean isNew() {
        return confirmed.equals(UNKNOWN) && revision.isEmpty();
    }

    /** {@return whether the owner has its place: it has files there, or may have, until the store confirms that they are gone} */
    public boolean isHeld() {
        return !left && !(confirmed.isEmpty() && desired.isEmpty());
    }

    /** {@return whether it has to be found out what is there before the owner's files are said} */
    public boolean isUnsure() {
        int wanted = isLeaving() ? 0 : area.claims().size();
        return isPending() && area.attempts().size() > wanted;
    }

    /**
     * {@return a copy of which it was found out what is there}
     *
     * @param found what was tried and is there
     */
    public OwnerState finding(Set<StorePath> found) {
        return new OwnerState(
                owner, promise, destination, area.finding(found), former, left, desired, confirmed, revision, failure);
    }

    /** {@return whether nothing of the owner shall be left there} */
    public boolean isLeaving() {
        return desired.isEmpty();
    }

    /**
     * {@return a copy that the store confirmed}
     *
     * @param digest what was confirmed
     * @param at the store's revision
     * @param files single files that it owns since then, outside of its directories
     */
    public OwnerState confirmed(String digest, String at, Set<StorePath> files) {
        // what is wanted by now may be more than what was said
        Area known = digest.equals(desired) ? area.holding(files) : area.finding(files);
        return new OwnerState(owner, promise, destination, known, former, left, desired, digest, at, "");
    }

    /**
     * {@return a copy that the store refused}
     *
     * @param why the store's words
     */
    public OwnerState failed(String why) {
        return new OwnerState(owner, promise, destination, area, former, left, desired, confirmed, revision, why);
    }

    /** {@return a copy of which nobody knows (any more) whether it holds} */
    public OwnerState doubted() {
        return new OwnerState(owner, promise, destination, area, former, left, desired, UNKNOWN, revision, failure);
    }

    /** {@return a copy that stays as it is until it is {@link #released}} */
    public OwnerState asFormer() {
        return new OwnerState(owner, promise, destination, area, true, false, confirmed, confirmed, revision, "");
    }

    /**
     * {@return a copy that is nobody's until its Destination comes back to the place, in whatever mode}
     *
     * @param base what makes the place: the State Store's path and the Destination's
     */
    public OwnerState asLeft(StorePath base) {
        Area there = new Area(area.store, area.location, base, area.directories, area.files, Set.of(), area.attempts);
        return new OwnerState(owner, promise, destination, there, true, true, confirmed, confirmed, revision, "");
    }

    /**
     * {@return a copy that has, besides, what the owner had at the same place before}
     *
     * @param before that former state
     */
    public OwnerState and(OwnerState before) {
        return new OwnerState(
                owner,
                promise,
                destination,
                area.and(before.area),
                former,
                left,
                desired,
                confirmed,
                revision,
                failure);
    }

    /** {@return a copy of which nothing shall be left} */
    public OwnerState released() {
        return new OwnerState(owner, promise, destination, area, former, false, "", confirmed, revision, failure);
    }

    /** {@return the key of this state in its table} */
    public String key() {
        String current = key(owner, destination);
        return former ? current + ", formerly in " + area.store() + " at " + area.root() : current;
    }

    /**
     * {@return the indexes by a single file's path, each with the Destination's name as its value: together they lead to all
     * states with a file at a path, above it or below it} Such states may be of other places, or of a file that is another
     * after all: what they hold decides. A state that is not {@link #former} is found by what its files are called below
     * its root, so that it is found, too, if it has yet to follow its Destination; a former one by whole paths.
     *
     * @param path the path of a file
     */
    public static Set<String> byFile(StorePath path) {
        return FileIndexes.touching(path);
    }

    Map<String, String> indexes() {
        Map<String, String> indexes = new LinkedHashMap<>();
        indexes.put(BY_OWNER, owner.toString());
        indexes.put(BY_DESTINATION, destination);
        indexes.put(BY_STORE, area.store().toString());
        if (isPending()) {
            indexes.put(PENDING_IN, area.store().toString());
        }
        if (isUnsure()) {
            indexes.put(UNSURE_IN, area.store().toString());
        }
        if (left) {
            indexes.put(LEFT_AT, area.location());
        }
        Set<StorePath> found = former ? area.singleFiles() : area.singleFilesBelow(StorePath.ROOT);
        found.forEach(file -> FileIndexes.of(file).forEach(index -> indexes.put(index, destination)));
        return indexes;
    }
}
