// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kratix.spi.PluginException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns();

    @Test
    void endsEveryCallOfARunAndNoOther() throws InterruptedException {
        Turn first = turns.begin("run-1");
        Turn second = turns.begin("run-1");
        Turn other = turns.begin("run-2");

        turns.end("run-1");

        assertThatThrownBy(first::requireOpen).hasMessage("the run 'run-1' was released while it went on");
        assertThatThrownBy(second::requireOpen).hasMessage("the run 'run-1' was released while it went on");
        assertThatCode(other::requireOpen).doesNotThrowAnyException();
    }

    @Test
    void countsACallAsOpenUntilNothingIsMadeBesideIt() throws InterruptedException {
        List<Runnable> besides = new ArrayList<>();
        Turn turn = turns.begin("run-1");
        turn.beside(besides::add, () -> {});
        turns.finish(turn);

        turns.end("run-1");

        assertThatThrownBy(turn::requireOpen).hasMessage("the run 'run-1' was released while it went on");
        besides.forEach(Runnable::run);
        turn.awaitBeside();
    }

    @Test
    void doesWithoutWhatNoThreadIsFreeFor() throws InterruptedException {
        Turn turn = turns.begin("run-1");

        turn.beside(
                work -> {
                    throw new RejectedExecutionException("full");
                },
                () -> {});
        turn.awaitBeside();

        assertThatCode(turn::requireOpen).doesNotThrowAnyException();
    }

    @Test
    void endWaitsForWhatIsBeingMade() throws InterruptedException {
        Turn turn = turns.begin("run-1");
        List<String> order = new CopyOnWriteArrayList<>();
        Thread release = new Thread(() -> {
            try {
                turns.end("run-1");
                order.add("released");
            } catch (InterruptedException e) {
                order.add("interrupted");
            }
        });

        turn.make(() -> {
            release.start();
            await().until(() -> !isOpen(turn));
            order.add("made");
        });
        release.join();

        assertThat(order).containsExactly("made", "released");
    }

    private static boolean isOpen(Turn turn) {
        try {
            turn.requireOpen();
            return true;
        } catch (PluginException e) {
            return false;
        }
    }

    @Test
    void letsARunBeginAnewThatWasReleased() throws InterruptedException {
        turns.finish(turns.begin("run-1"));
        turns.end("run-1");

        assertThatCode(turns.begin("run-1")::requireOpen).doesNotThrowAnyException();
    }

    @Test
    void lastsUntilWhatIsBeingMadeIsThereUnlessNobodyWaitsAnyMore() throws InterruptedException {
        Turn turn = turns.begin("run-1");
        List<Boolean> interrupted = new ArrayList<>();

        turn.make(() -> interrupted.add(isInterruptedWhileItEnds("run-1")));

        assertThat(interrupted).containsExactly(true);
        assertThatThrownBy(() -> turn.make(() -> interrupted.add(false)))
                .hasMessage("the run 'run-1' was released while it went on");
    }

    private boolean isInterruptedWhileItEnds(String runId) throws InterruptedException {
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread release = new Thread(() -> {
            try {
                turns.end(runId);
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        release.start();
        release.interrupt();
        release.join();
        return interrupted.get();
    }
}
