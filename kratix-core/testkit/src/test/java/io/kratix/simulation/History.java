// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.model.Declaration;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectReference;
import io.kratix.model.ResourceBinding;
import io.kratix.simulation.FailingStores.Failure;
import io.kratix.simulation.MortalRegistry.KilledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What people, networks and machines do to a platform, as its seed has it; and what people would expect of it. */
final class History {
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(15);
    private static final ObjectReference PLATFORM = ObjectReference.destination(Declarations.PLATFORM);
    private static final int REQUESTS = 2;
    private static final int LEAST_ACTIONS = 6;
    private static final int MOST_ACTIONS = 20;
    private static final int MOST_STEPS = 40;

    private final World world;
    private final SplittableRandom random;
    private final List<String> told = new ArrayList<>();
    private final Map<ObjectReference, Integer> declared = new LinkedHashMap<>();
    private final TreeSet<ObjectReference> kept = new TreeSet<>(List.of(PLATFORM));
    private final TreeSet<ObjectReference> orphans = new TreeSet<>();
    private final TreeSet<ObjectReference> paused = new TreeSet<>();
    private final Map<String, String> strangers = new TreeMap<>();
    private final Vandal vandal;

    History(World world) {
        this.world = world;
        this.random = world.deeds;
        this.vandal = new Vandal(world, strangers);
    }

    /** {@return what happened, line by line} */
    List<String> told() {
        return told;
    }

    /** {@return the requests that people asked for and did not take back, and what they asked for last} */
    Map<ObjectReference, Integer> declared() {
        return declared;
    }

    /** {@return the Promises and Destinations that people declared and did not take back} */
    Set<ObjectReference> kept() {
        return kept;
    }

    /** {@return requests of the Promise that another one brought, and which stay as long as it does when that one is taken back} */
    Set<ObjectReference> orphans() {
        return orphans;
    }

    /** {@return somebody else's files, by place and path} */
    Map<String, String> strangers() {
        return strangers;
    }

    /** Plays it, then stops all faults, and lets everything settle. */
    void play() {
        int actions = LEAST_ACTIONS + random.nextInt(MOST_ACTIONS - LEAST_ACTIONS);
        Declarations.PROMISED.forEach(this::declarePromise);
        Declarations.DESTINATIONS.forEach(this::declareDestination);
        for (int i = 0; i < actions; i++) {
            act();
            letSomeOfItHappen();
        }
        endFaults();
        world.time.advance(LONG_ENOUGH);
    }

    private void endFaults() {
        told.add("nothing fails any more");
        world.heal();
        if (!world.isStaying(PLATFORM)) {
            world.time.advance(LONG_ENOUGH);
            declarePlatform("");
        }
        // some stay as they are
        List.copyOf(paused).stream().filter(any -> random.nextInt(4) > 0).forEach(this::resume);
    }

    private void act() {
        switch (random.nextInt(30)) {
            case 0, 1, 2, 3, 4, 5 -> declareRequest(kind());
            case 6, 7, 8 -> delete(anyRequest());
            case 9, 10 -> declarePromise(any(Declarations.PROMISED));
            case 11 -> delete(Declarations.promiseOf(any(Declarations.PROMISED)));
            case 12, 13 -> declareDestination(any(Declarations.DESTINATIONS));
            case 14 -> delete(ObjectReference.destination(any(Declarations.DESTINATIONS)));
            case 15 -> relabel(any(Declarations.DESTINATIONS));
            case 16 -> moveStore();
            case 17 -> pauseOrResume();
            case 18, 19 -> failStore();
            case 20 -> failPipelines();
            case 21 -> stranger();
            case 22 -> restart();
            case 23 -> runAgain(anyRequest());
            case 24 -> vandal.act().ifPresent(told::add);
            case 25, 26, 27 -> bind(anyRequest());
            case 28 -> movePlatform();
            case 29 -> kill();
            default -> throw new IllegalStateException("there are fewer acts than random numbers");
        }
    }

    private void letSomeOfItHappen() {
        int steps = random.nextInt(MOST_STEPS);
        for (int i = 0; i < steps && world.time.step(); i++) {
            // each step is one thing that the engine does
        }
        if (random.nextInt(4) == 0) {
            int seconds = random.nextInt(100);
            told.add(seconds + " s pass");
            world.time.advance(Duration.ofSeconds(seconds));
        } else {
            world.time.pass(MOMENT);
        }
        if (world.isDown()) {
            told.add("the program was killed, another one goes on");
            world.restart();
        }
    }

    private String kind() {
        return any(Declarations.KINDS);
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** {@return mostly one that people asked for, now and then one that came of another, or one that may not be there} */
    private ObjectReference anyRequest() {
        String name = "r" + random.nextInt(REQUESTS);
        int sort = random.nextInt(8);
        if (sort == 0) {
            return Declarations.innerOf(Declarations.reference(Declarations.COMPOUND, name));
        }
        return sort == 1 || declared.isEmpty()
                ? Declarations.reference(kind(), name)
                : any(List.copyOf(declared.keySet()));
    }

    private void declareRequest(String kind) {
        int size = random.nextInt(1000);
        ObjectReference reference = Declarations.reference(kind, "r" + random.nextInt(REQUESTS));
        boolean stays = !isBrought(reference) || world.isStaying(Declarations.promiseOf(Declarations.COMPOUND));
        boolean applied = apply(Declarations.request(kind, reference.name(), size), reference + " size=" + size);
        if (applied && stays) {
            declared.put(reference, size);
        } else if (applied) {
            orphans.add(reference);
        }
    }

    private void declarePromise(String kind) {
        int dependency = random.nextInt(1000);
        String version = any(Declarations.VERSIONS);
        apply(
                Declarations.promise(kind, version, dependency),
                "Promise " + kind + " " + version + " dependency=" + dependency);
    }

    private void declareDestination(String name) {
        String environment = environment();
        String store = any(World.STORES);
        FilepathMode mode = random.nextInt(8) == 0 ? any(List.of(FilepathMode.values())) : world.mode(name);
        String path = Declarations.path(name, mode, any(List.of("", "x", "y/z")));
        apply(
                Declarations.destination(name, store, mode, path, environment),
                "Destination " + name + " environment=" + environment + " at " + store + ":" + path + " in mode "
                        + mode.text());
    }

    private void movePlatform() {
        if (random.nextInt(3) == 0) {
            delete(PLATFORM);
        } else {
            declarePlatform(any(List.of("", "x")));
        }
    }

    private void declarePlatform(String path) {
        apply(Declarations.platform(world.mode(Declarations.PLATFORM), path), "the platform itself at " + path);
    }

    private String environment() {
        return random.nextInt(4) == 0 ? "other" : "dev";
    }

    private void moveStore() {
        String store = any(World.STORES);
        String path = any(List.of("", "", "below"));
        apply(Declarations.store(store, path), "State Store " + store + " path=" + path);
    }

    private boolean apply(Declaration declaration, String what) {
        return surviving(() -> {
            try {
                world.kratix().apply(declaration);
                told.add("apply " + what);
                keep(declaration.document().reference());
                return true;
            } catch (InvalidDocumentException e) {
                told.add("apply " + what + ", refused: " + e.getMessage());
                return false;
            }
        });
    }

    private void keep(ObjectReference reference) {
        if (reference.isPromise() || reference.kind().equals(Kinds.DESTINATION)) {
            kept.add(reference);
        }
    }

    /** Who is not answered tries again. */
    private boolean surviving(Supplier<Boolean> deed) {
        try {
            return deed.get();
        } catch (KilledException e) {
            told.add("the program was killed, another one goes on");
            world.restart();
            return deed.get();
        }
    }

    private void delete(ObjectReference reference) {
        boolean known = surviving(() -> world.delete(reference));
        told.add("delete " + reference + (known ? "" : ", which is not there"));
        declared.remove(reference);
        orphans.remove(reference);
        kept.remove(reference);
        if (reference.isPromise()) {
            declared.keySet().stream().filter(History::isBrought).forEach(orphans::add);
            declared.keySet().removeIf(request -> goesWith(reference, request));
        }
    }

    private static boolean isBrought(ObjectReference request) {
        return request.kind().equals(Declarations.BROUGHT);
    }

    private static boolean goesWith(ObjectReference promise, ObjectReference request) {
        boolean brought = isBrought(request) && promise.equals(Declarations.promiseOf(Declarations.COMPOUND));
        return brought || promise.equals(Declarations.promiseOf(request.kind()));
    }

    private void relabel(String destination) {
        String environment = environment();
        label(
                ObjectReference.destination(destination),
                LabelChanges.set("environment", environment),
                "relabel " + destination + " environment=" + environment);
    }

    private void pauseOrResume() {
        ObjectReference reference = random.nextBoolean() ? Declarations.promiseOf(kind()) : anyRequest();
        if (paused.contains(reference)) {
            resume(reference);
        } else if (label(reference, LabelChanges.set(KratixLabels.PAUSED, "true"), "pause " + reference)) {
            paused.add(reference);
        }
    }

    private void runAgain(ObjectReference reference) {
        label(reference, LabelChanges.set(KratixLabels.MANUAL_RECONCILIATION, "true"), "run again " + reference);
    }

    private void bind(ObjectReference reference) {
        String version = random.nextInt(3) == 0 ? ResourceBinding.LATEST : any(Declarations.VERSIONS);
        apply(Declarations.binding(reference, version), "binding of " + reference + " to " + version);
    }

    private void resume(ObjectReference reference) {
        label(reference, LabelChanges.remove(KratixLabels.PAUSED), "resume " + reference);
        paused.remove(reference);
    }

    private boolean label(ObjectReference reference, LabelChanges changes, String what) {
        boolean known = surviving(() -> world.kratix().label(reference, changes));
        told.add(what + (known ? "" : ", which is not there"));
        return known;
    }

    private void failPipelines() {
        int run = 1 + random.nextInt(4);
        int times = 1 + random.nextInt(5);
        told.add("of the Pipelines, " + times + " fail from number " + run);
        world.pipelines.fail(run, times);
    }

    private void failStore() {
        Failure failure = any(List.of(Failure.values()));
        int call = 1 + random.nextInt(4);
        told.add("of the State Stores' calls, number " + call + " fails: " + failure);
        world.stores.fail(failure, call);
    }

    private void stranger() {
        String folder = any(List.of("strangers/", "", "d1/x/", "d2/x/", "y/z/d0/"));
        String file = any(World.STORES) + ":" + folder + "strange-" + random.nextInt(3) + ".yaml";
        String text = "by: somebody " + random.nextInt(1000) + "\n";
        told.add("a stranger writes " + file);
        world.put(file, text);
        strangers.put(file, text);
    }

    private void restart() {
        told.add("restart");
        world.restart();
    }

    private void kill() {
        int commit = 1 + random.nextInt(20);
        boolean committed = random.nextBoolean();
        told.add("the program will be killed " + (committed ? "after" : "before") + " commit " + commit);
        world.killAt(commit, committed);
    }
}
