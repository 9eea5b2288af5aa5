// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginContext;
import io.kratix.spi.PluginException;
import io.kratix.spi.Settings;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StateStoreProvider;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** State Stores whose k-th call of a sort fails, until they are healed; and each of whose calls is told. */
final class FailingStores implements StateStoreProvider {
    private final StateStoreProvider sound;
    private final Order order;
    private final OtherThreads others;
    private final Map<Failure, Integer> callsLeft = new EnumMap<>(Failure.class);

    FailingStores(StateStoreProvider sound, Order order, OtherThreads others) {
        this.sound = sound;
        this.order = order;
        this.others = others;
    }

    /** What fails, and for which reason. */
    enum Failure {
        /** Whether one can write cannot be found out. */
        CHECK(PluginException.Reason.UNAVAILABLE),
        /** The credentials are not taken. */
        CREDENTIALS(PluginException.Reason.UNAUTHORIZED),
        /** Nothing can be read. */
        READ(PluginException.Reason.UNAVAILABLE),
        /** Nothing is written. */
        WRITE(PluginException.Reason.UNAVAILABLE),
        /** Somebody else was faster. */
        RACE(PluginException.Reason.CONFLICT),
        /** The store does not take it. */
        REFUSAL(PluginException.Reason.REJECTED),
        /** Everything is written, and nobody hears of it. */
        ANSWER(PluginException.Reason.UNAVAILABLE);

        private final PluginException.Reason reason;

        Failure(PluginException.Reason reason) {
            this.reason = reason;
        }
    }

    void fail(Failure failure, int call) {
        callsLeft.put(failure, call);
    }

    void heal() {
        callsLeft.clear();
    }

    @Override
    public String kind() {
        return sound.kind();
    }

    @Override
    public String location(Settings settings) {
        return sound.location(settings);
    }

    @Override
    public StateStore open(Settings settings, PluginContext context) {
        return new Store(sound.open(settings, context));
    }

    private void failIfTold(Failure failure) {
        if (callsLeft.merge(failure, -1, Integer::sum) == 0) {
            order.called("State Store fails: " + failure);
            throw PluginException.of(failure.reason, "told to fail: " + failure, null);
        }
    }

    private final class Store extends ForwardingStore {
        Store(StateStore store) {
            super(store);
        }

        @Override
        public List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
            failIfTold(Failure.WRITE);
            failIfTold(Failure.RACE);
            failIfTold(Failure.REFUSAL);
            others.duringACall();
            List<ChangeOutcome> outcomes = super.write(request);
            others.duringACall();
            for (int i = 0; i < outcomes.size(); i++) {
                tell(request.changes().get(i), outcomes.get(i));
            }
            failIfTold(Failure.ANSWER);
            return outcomes;
        }

        private void tell(StateStoreChange change, ChangeOutcome outcome) {
            String told = "State Store: " + change.id() + " " + outcome.status();
            if (outcome.status() == ChangeOutcome.Status.WRITTEN) {
                order.altered(told);
            } else {
                order.called(told);
            }
        }

        @Override
        public Optional<StoredTree> read(ReadRequest request) throws InterruptedException {
            failIfTold(Failure.READ);
            Optional<StoredTree> tree = super.read(request);
            others.duringACall();
            return tree;
        }

        @Override
        public void checkAccess(StorePath below) throws InterruptedException {
            failIfTold(Failure.CHECK);
            failIfTold(Failure.CREDENTIALS);
            super.checkAccess(below);
        }
    }
}
