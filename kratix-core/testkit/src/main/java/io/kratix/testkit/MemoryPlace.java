// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Where {@link InMemoryStateStore}s keep their files, as a repository is where Git stores do: several stores may share
 * one. A test looks inside, writes as somebody else would, makes calls fail, and counts. Safe for several threads; what
 * is seen is always the whole of one moment.
 */
public final class MemoryPlace {
    /** The character after the slash: whatever lies below a directory is sorted before it. */
    private static final String AFTER_SLASH = "0";

    private final String name;
    private State state = State.EMPTY;
    private final Map<Call, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final Map<Call, Queue<PluginException>> failures = new ConcurrentHashMap<>();
    private final Map<Call, Map<Integer, PluginException>> failuresByNumber = new ConcurrentHashMap<>();
    private final Queue<PluginException> lostAnswers = new ConcurrentLinkedQueue<>();

    /** What a store is called for. */
    public enum Call {
        /** {@link InMemoryStateStore#checkAccess}. */
        CHECK_ACCESS,
        /** {@link InMemoryStateStore#read}. */
        READ,
        /** {@link InMemoryStateStore#write}. */
        WRITE
    }

    /**
     * One change that altered something.
     *
     * @param id what the change's outcome named
     * @param title the change's line for people
     */
    public record Revision(String id, String title) {}

    /** Everything at one moment; each alteration makes a new one, and its bytes are never altered. */
    record State(long version, boolean lost, SortedMap<String, byte[]> files, List<Revision> revisions) {
        static final State EMPTY = new State(0, false, Collections.emptySortedMap(), List.of());

        /** {@return the file at a path, and those below it} */
        SortedMap<String, byte[]> within(StorePath path) {
            SortedMap<String, byte[]> within = new TreeMap<>(below(files, path));
            Optional.ofNullable(files.get(path.toString())).ifPresent(file -> within.put(path.toString(), file));
            return within;
        }
    }

    /** {@return the part of some files that lies below a path; what is removed there is removed from them} */
    static SortedMap<String, byte[]> below(SortedMap<String, byte[]> files, StorePath path) {
        return path.isRoot() ? files : files.subMap(path + "/", path + AFTER_SLASH);
    }

    /**
     * Makes an empty place.
     *
     * @param name names it in messages
     */
    public MemoryPlace(String name) {
        this.name = name;
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /** {@return a copy of all files: bytes by path} */
    public SortedMap<String, byte[]> files() {
        SortedMap<String, byte[]> copy = new TreeMap<>();
        state().files().forEach((path, bytes) -> copy.put(path, bytes.clone()));
        return copy;
    }

    /** {@return all files as text: UTF-8 by path} */
    public SortedMap<String, String> texts() {
        SortedMap<String, String> texts = new TreeMap<>();
        state().files().forEach((path, bytes) -> texts.put(path, new String(bytes, StandardCharsets.UTF_8)));
        return texts;
    }

    /** {@return what the stores have altered, the oldest first; others' writes are not among it} */
    public List<Revision> revisions() {
        return state().revisions();
    }

    /**
     * {@return how often the stores of this place were called, calls that failed included}
     *
     * @param call what they were called for
     */
    public int calls(Call call) {
        AtomicInteger count = calls.get(call);
        return count == null ? 0 : count.get();
    }

    /**
     * Writes a file as somebody else.
     *
     * @param path any path, also one that no change may write
     * @param text the content, kept as UTF-8
     * @throws IllegalArgumentException if another file stands in the way
     */
    public void put(String path, String text) {
        put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a file as somebody else.
     *
     * @param path any path, also one that no change may write
     * @param content the content, copied
     * @throws IllegalArgumentException if another file stands in the way
     */
    public void put(String path, byte[] content) {
        StorePath file = StorePath.existing(path);
        byte[] copy = content.clone();
        alter(files -> {
            Stream<String> above =
                    file.ancestors().stream().map(StorePath::toString).filter(upper -> files.containsKey(upper));
            Stream.concat(above, below(files, file).keySet().stream())
                    .findFirst()
                    .ifPresent(other -> {
                        throw new IllegalArgumentException("'" + other + "' stands in the way of '" + file + "'");
                    });
            files.put(path, copy);
        });
    }

    /**
     * Removes a file as somebody else.
     *
     * @param path the file's path
     */
    public void remove(String path) {
        alter(files -> files.remove(path));
    }

    /** Takes the place itself away, as if somebody deleted the branch. A write that says everything makes it again. */
    public synchronized void lose() {
        state = new State(state.version() + 1, true, Collections.emptySortedMap(), state.revisions());
    }

    /**
     * Makes a call fail; said several times, the next calls fail one after another. A call that fails does nothing.
     *
     * @param call what the stores are called for
     * @param failure what they throw
     */
    public void failNext(Call call, PluginException failure) {
        failures.computeIfAbsent(call, key -> new ConcurrentLinkedQueue<>()).add(failure);
    }

    /**
     * Makes a certain call fail, which then does nothing.
     *
     * @param call what the stores are called for
     * @param number which of the place's calls of this sort, from 1, counted as {@link #calls} does
     * @param failure what it throws
     */
    public void failAt(Call call, int number, PluginException failure) {
        failuresByNumber.computeIfAbsent(call, key -> new ConcurrentHashMap<>()).put(number, failure);
    }

    /**
     * Makes the answer to a write get lost: everything of it is in the place, and the caller is told of a failure. Said
     * several times, the answers to the next writes that alter something get lost one after another.
     *
     * @param failure what the write throws
     */
    public void loseNextAnswer(PluginException failure) {
        lostAnswers.add(failure);
    }

    /** Counts a call and fails it if a test asked for that. */
    void enter(Call call) {
        int number = calls.computeIfAbsent(call, key -> new AtomicInteger()).incrementAndGet();
        PluginException atNumber = failuresByNumber.getOrDefault(call, Map.of()).get(number);
        if (atNumber != null) {
            throw atNumber;
        }
        PluginException failure =
                failures.getOrDefault(call, new ConcurrentLinkedQueue<>()).poll();
        if (failure != null) {
            throw failure;
        }
    }

    /** Fails a write that is in the place already, if a test asked for that. */
    void answer() {
        PluginException failure = lostAnswers.poll();
        if (failure != null) {
            throw failure;
        }
    }

    synchronized State state() {
        return state;
    }

    /**
     * Lets a draft take the place of what it was made from.
     *
     * @throws PluginException {@code CONFLICT} if that is no longer what is there
     */
    synchronized void publish(State base, SortedMap<String, byte[]> files, List<Revision> added) {
        if (state.version() != base.version()) {
            throw PluginException.conflict("somebody else wrote to memory place '" + name + "'");
        }
        List<Revision> revisions = new ArrayList<>(base.revisions());
        revisions.addAll(added);
        state = new State(
                state.version() + 1,
                false,
                Collections.unmodifiableSortedMap(files),
                Collections.unmodifiableList(revisions));
    }

    private synchronized void alter(Consumer<SortedMap<String, byte[]>> alteration) {
        SortedMap<String, byte[]> files = new TreeMap<>(state.files());
        alteration.accept(files);
        state = new State(
                state.version() + 1, state.lost(), Collections.unmodifiableSortedMap(files), state.revisions());
    }
}
