// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One open State Store as the engine calls it: through the boundary, without secrets in what comes back. */
public final class OpenStore {
    private final StateStore store;
    private final EngineContext context;
    private final Masker masker;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean checked;

    OpenStore(StateStore store, EngineContext context, Masker masker) {
        this.store = store;
        this.context = context;
        this.masker = masker;
    }

    /**
     * Makes changes hold.
     *
     * @param request the changes
     * @return one outcome for each change, in their order
     * @throws PluginException what the plugin threw; one that gives the wrong number of outcomes is at fault
     * @throws InterruptedException if the engine asked to stop waiting
     */
    public List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
        List<ChangeOutcome> outcomes = call(() -> store.write(request));
        int changes = request.changes().size();
        if (outcomes.size() != changes || outcomes.stream().anyMatch(outcome -> outcome == null)) {
            throw PluginException.unavailable("the plugin " + Boundary.describe(store) + " is at fault: it gave "
                    + outcomes.size() + " outcomes for " + changes + " changes, or null for one");
        }
        return outcomes.stream().map(this::masked).toList();
    }

    /**
     * {@return what lies below a path, or empty if it is as the request knows it}
     *
     * @param request the path
     * @throws PluginException what the plugin threw
     * @throws InterruptedException if the engine asked to stop waiting
     */
    public Optional<StoredTree> read(ReadRequest request) throws InterruptedException {
        return call(() -> store.read(request));
    }

    /**
     * Has the plugin show that one can write, unless it has done so since it was opened or {@link #distrust}ed.
     *
     * @param below the path below which the engine writes
     * @throws PluginException what the plugin threw
     * @throws InterruptedException if the engine asked to stop waiting
     */
    public void check(StorePath below) throws InterruptedException {
        if (!checked) {
            call(() -> {
                store.checkAccess(below);
                return true;
            });
            checked = true;
        }
    }

    /** {@return whether the plugin has shown that one can write} */
    public boolean isChecked() {
        return checked;
    }

    /** Has the next {@link #check} ask again. */
    public void distrust() {
        checked = false;
    }

    /**
     * {@return how much appears at once}
     *
     * @throws InterruptedException if the engine asked to stop waiting
     */
    public Atomicity atomicity() throws InterruptedException {
        return call(store::atomicity);
    }

    /**
     * {@return whether it notices what others write}
     *
     * @throws InterruptedException if the engine asked to stop waiting
     */
    public boolean detectsOtherWriters() throws InterruptedException {
        return call(store::detectsOtherWriters);
    }

    /** {@return what the plugin has warned of since it was opened, in order} */
    public List<String> warnings() {
        return context.warnings();
    }

    /** {@return whether a call has not returned yet} */
    boolean isBusy() {
        return underWay.get() > 0;
    }

    /** {@return the plugin's class and jar} */
    String describe() {
        return Boundary.describe(store);
    }

    void close() {
        store.close();
    }

    private <T> T call(Boundary.Call<T> call) throws InterruptedException {
        underWay.incrementAndGet();
        try {
            return Boundary.call(store, call);
        } catch (PluginException e) {
            throw masker.mask(e);
        } finally {
            underWay.decrementAndGet();
        }
    }

    private ChangeOutcome masked(ChangeOutcome outcome) {
        return outcome.refusal().map(masker::mask).map(ChangeOutcome::refused).orElse(outcome);
    }
}
