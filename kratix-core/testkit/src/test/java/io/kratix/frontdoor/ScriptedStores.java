// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginContext;
import io.kratix.spi.Settings;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreProvider;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.InMemoryStateStore;
import io.kratix.testkit.MemoryPlace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Opens State Stores in memory that do what a test scripts, and keeps a diary of what the engine asked of them. */
final class ScriptedStores implements StateStoreProvider {
    static final StateStoreReference STORE = new StateStoreReference("ScriptedStateStore", "default");

    final MemoryPlace place = new MemoryPlace("scripted");
    final List<String> diary = new CopyOnWriteArrayList<>();
    final List<Path> caches = new CopyOnWriteArrayList<>();
    Runnable onLocation = () -> {};
    Open onOpen = (settings, context) -> {};
    Write onWrite = StateStore::write;
    Check onCheck = () -> {};
    Check onRead = () -> {};
    Close onClose = () -> {};
    Atomicity atomicity = Atomicity.BATCH;
    boolean detects = true;

    /** What happens when a store is opened. */
    @FunctionalInterface
    interface Open {
        void open(Settings settings, PluginContext context) throws InterruptedException;
    }

    /** What happens when a store is written to. */
    @FunctionalInterface
    interface Write {
        List<ChangeOutcome> write(StateStore sound, WriteRequest request) throws InterruptedException;
    }

    /** What happens when a store is checked, or read. */
    @FunctionalInterface
    interface Check {
        void check() throws InterruptedException;
    }

    /** What happens when a store is closed. */
    @FunctionalInterface
    interface Close {
        void close();
    }

    /** {@return how often something was asked} */
    long count(String what) {
        return diary.stream().filter(what::equals).count();
    }

    @Override
    public String kind() {
        return STORE.kind();
    }

    @Override
    public String location(Settings settings) {
        onLocation.run();
        settings.text("url", "");
        settings.secret("secretRef");
        return "scripted:" + settings.text("name", "one");
    }

    @Override
    public StateStore open(Settings settings, PluginContext context) {
        diary.add("open");
        caches.add(context.cacheDirectory());
        settings.text("url", "");
        settings.text("name", "one");
        try {
            onOpen.open(settings, context);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Store(new InMemoryStateStore(place));
    }

    private final class Store implements StateStore {
        private final StateStore sound;

        private Store(StateStore sound) {
            this.sound = sound;
        }

        @Override
        public List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
            diary.add("write");
            return onWrite.write(sound, request);
        }

        @Override
        public Optional<StoredTree> read(ReadRequest request) throws InterruptedException {
            onRead.check();
            Optional<StoredTree> tree = sound.read(request);
            diary.add(tree.isPresent() ? "read" : "read: as known");
            return tree;
        }

        @Override
        public void checkAccess(StorePath below) throws InterruptedException {
            diary.add("check");
            onCheck.check();
            sound.checkAccess(below);
        }

        @Override
        public Atomicity atomicity() {
            return atomicity;
        }

        @Override
        public boolean detectsOtherWriters() {
            return detects;
        }

        @Override
        public void close() {
            diary.add("close");
            onClose.close();
        }
    }
}
