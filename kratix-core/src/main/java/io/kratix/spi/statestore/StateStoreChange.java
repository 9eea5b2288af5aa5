// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.statestore;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What shall hold for one owner: a request or a Promise on one Destination, or the Destination itself. A normal form,
 * checked when built, that means the same on any base: it can be said again.
 */
public final class StateStoreChange {
    private final String id;
    private final String destination;
    private final StorePath destinationRoot;
    private final Map<StorePath, Content> files;
    private final Set<StorePath> directories;
    private final Set<StorePath> absent;
    private final Set<StorePath> claims;
    private final String title;
    private final Map<String, String> attributes;

    private StateStoreChange(Builder builder) {
        id = builder.id;
        destination = builder.destination;
        destinationRoot = builder.destinationRoot;
        files = Collections.unmodifiableMap(new TreeMap<>(builder.files));
        directories = Collections.unmodifiableSet(new TreeSet<>(builder.directories));
        absent = Collections.unmodifiableSet(new TreeSet<>(builder.absent));
        claims = Set.copyOf(builder.claims);
        title = builder.title;
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.attributes));
        check();
    }

    /**
     * {@return a builder of a change}
     *
     * @param id names the change in messages; the same when it is said again
     * @param destination the Destination's name
     * @param destinationRoot the path below which all paths of the change lie
     */
    public static Builder builder(String id, String destination, StorePath destinationRoot) {
        return new Builder(id, destination, destinationRoot);
    }

    /** {@return what names the change in messages; the same when it is said again} */
    public String id() {
        return id;
    }

    /** {@return the Destination's name; a change never spans two} */
    public String destination() {
        return destination;
    }

    /** {@return the path below which all paths of the change lie} */
    public StorePath destinationRoot() {
        return destinationRoot;
    }

    /** {@return the files that shall be there, in path order; contents can be opened again and by several threads} */
    public Map<StorePath, Content> files() {
        return files;
    }

    /** {@return directories that shall hold nothing but {@link #files}; one without files shall be gone} */
    public Set<StorePath> directories() {
        return directories;
    }

    /** {@return single files that shall not be there} */
    public Set<StorePath> absent() {
        return absent;
    }

    /**
     * {@return whether a file found in the store has to go: the only rule of removal that a store needs}
     *
     * @param existing the path of the file found, read with {@link StorePath#existing}: it may be one that
     *     {@link StorePath#of} refuses, and has to go nevertheless
     */
    public boolean removes(StorePath existing) {
        if (files.containsKey(existing)) {
            return false;
        }
        return absent.contains(existing) || directories.stream().anyMatch(existing::startsWith);
    }

    /**
     * {@return whether the engine takes a file's path for the first time: other content found there is a stranger's, and
     * the change is refused}
     *
     * @param file one of {@link #files}
     */
    public boolean claims(StorePath file) {
        return claims.contains(file);
    }

    /** {@return one line for people: {@code Update from: redis-my-request}} */
    public String title() {
        return title;
    }

    /** {@return promise, request, namespace, destination and the like, for Git trailers or object tags} */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** {@return the id} */
    @Override
    public String toString() {
        return id;
    }

    private void check() {
        require(title.chars().noneMatch(Character::isISOControl), "its title is more than one line of text");
        files.keySet().forEach(this::checkWritable);
        directories.forEach(this::checkInside);
        absent.forEach(this::checkInside);
        for (StorePath file : files.keySet()) {
            for (StorePath ancestor : file.ancestors()) {
                require(
                        !files.containsKey(ancestor),
                        "file '" + file + "' needs a directory where '" + ancestor + "' is a file");
            }
            require(!directories.contains(file), "'" + file + "' is both a file and an owned directory");
            require(!absent.contains(file), "'" + file + "' shall both be there and be absent");
        }
        for (StorePath claimed : claims) {
            require(files.containsKey(claimed), "claims '" + claimed + "', which is none of its files");
        }
    }

    private void checkWritable(StorePath file) {
        checkInside(file);
        require(!file.isRoot(), "the root is no file");
        require(StorePath.of(file.toString()).equals(file), "'" + file + "' is not in its one spelling");
    }

    private void checkInside(StorePath path) {
        require(path.startsWith(destinationRoot), "'" + path + "' lies outside '" + destinationRoot + "'");
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("change '" + id + "': " + problem);
        }
    }

    /** Builds a change; not safe for several threads. */
    public static final class Builder {
        private final String id;
        private final String destination;
        private final StorePath destinationRoot;
        private final Map<StorePath, Content> files = new LinkedHashMap<>();
        private final Set<StorePath> directories = new TreeSet<>();
        private final Set<StorePath> absent = new TreeSet<>();
        private final Set<StorePath> claims = new TreeSet<>();
        private String title;
        private final Map<String, String> attributes = new LinkedHashMap<>();

        private Builder(String id, String destination, StorePath destinationRoot) {
            this.id = id;
            this.destination = destination;
            this.destinationRoot = destinationRoot;
            this.title = "Update from: " + id;
        }

        /**
         * Adds a file that shall be there.
         *
         * @param path the file's whole path
         * @param content the file's bytes
         * @return this builder
         */
        public Builder file(StorePath path, Content content) {
            files.put(path, content);
            return this;
        }

        /**
         * Adds files that shall be there.
         *
         * @param added bytes by whole path
         * @return this builder
         */
        public Builder files(Map<StorePath, Content> added) {
            files.putAll(added);
            return this;
        }

        /**
         * Adds a directory that shall hold nothing but the change's files.
         *
         * @param path the directory's whole path
         * @return this builder
         */
        public Builder directory(StorePath path) {
            directories.add(path);
            return this;
        }

        /**
         * Adds a single file that shall not be there.
         *
         * @param path the file's whole path
         * @return this builder
         */
        public Builder absent(StorePath path) {
            absent.add(path);
            return this;
        }

        /**
         * Says that the engine takes a file's path for the first time.
         *
         * @param path the whole path of one of the change's files
         * @return this builder
         */
        public Builder claim(StorePath path) {
            claims.add(path);
            return this;
        }

        /**
         * Sets the line for people.
         *
         * @param line one line, without control characters
         * @return this builder
         */
        public Builder title(String line) {
            title = line;
            return this;
        }

        /**
         * Adds an attribute.
         *
         * @param key for example {@code promise}
         * @param value its value
         * @return this builder
         */
        public Builder attribute(String key, String value) {
            attributes.put(key, value);
            return this;
        }

        /**
         * {@return the change}
         *
         * @throws IllegalArgumentException if paths lie outside the Destination, contradict each other or are not
         *     checked
         */
        public StateStoreChange build() {
            return new StateStoreChange(this);
        }
    }
}
