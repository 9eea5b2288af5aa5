// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kratix.spi.PluginException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RunCallsTest {
    private final RunCalls calls = new RunCalls();

    @Test
    void endsEveryCallOfARunAndNoOther() throws InterruptedException {
        RunCall first = calls.begin("run-1");
        RunCall second = calls.begin("run-1");
        RunCall other = calls.begin("run-2");

        calls.end("run-1");

        assertThatThrownBy(first::requireOpen).hasMessage("the run 'run-1' was released while it went on");
        assertThatThrownBy(second::requireOpen).hasMessage("the run 'run-1' was released while it went on");
        assertThatCode(other::requireOpen).doesNotThrowAnyException();
    }

    @Test
    void countsACallAsOpenUntilNothingIsMadeBesideIt() throws InterruptedException {
        List<Runnable> besides = new ArrayList<>();
        RunCall call = calls.begin("run-1");
        call.beside(besides::add, () -> {});
        calls.finish(call);

        calls.end("run-1");

        assertThatThrownBy(call::requireOpen).hasMessage("the run 'run-1' was released while it went on");
        besides.forEach(Runnable::run);
        call.awaitBeside();
    }

    @Test
    void countsWhatIsDoneBesideByWhatIsDoneBeside() throws InterruptedException {
        Deque<Runnable> besides = new ArrayDeque<>();
        RunCall call = calls.begin("run-1");
        call.beside(besides::add, () -> call.beside(besides::add, () -> {}));
        calls.finish(call);

        besides.remove().run();

        assertThat(calls.end("run-1")).containsExactly(call);
        besides.remove().run();
        call.awaitBeside();
        assertThat(calls.end("run-1")).isEmpty();
    }

    @Test
    void doesWithoutWhatNoThreadIsFreeFor() throws InterruptedException {
        RunCall call = calls.begin("run-1");

        call.beside(
                work -> {
                    throw new RejectedExecutionException("full");
                },
                () -> {});
        call.awaitBeside();

        assertThatCode(call::requireOpen).doesNotThrowAnyException();
    }

    @Test
    void endWaitsForWhatIsBeingMade() throws InterruptedException {
        RunCall call = calls.begin("run-1");
        List<String> order = new CopyOnWriteArrayList<>();
        Thread release = new Thread(() -> {
            try {
                calls.end("run-1");
                order.add("released");
            } catch (InterruptedException e) {
                order.add("interrupted");
            }
        });

        call.make(() -> {
            release.start();
            await().until(() -> !isOpen(call));
            order.add("made");
        });
        release.join();

        assertThat(order).containsExactly("made", "released");
    }

    private static boolean isOpen(RunCall call) {
        try {
            call.requireOpen();
            return true;
        } catch (PluginException e) {
            return false;
        }
    }

    @Test
    void letsARunBeginAnewThatWasReleased() throws InterruptedException {
        calls.finish(calls.begin("run-1"));
        calls.end("run-1");

        assertThatCode(calls.begin("run-1")::requireOpen).doesNotThrowAnyException();
    }

    @Test
    void lastsUntilWhatIsBeingMadeIsThereUnlessNobodyWaitsAnyMore() throws InterruptedException {
        RunCall call = calls.begin("run-1");
        List<Boolean> interrupted = new ArrayList<>();

        call.make(() -> interrupted.add(isInterruptedWhileItEnds("run-1")));

        assertThat(interrupted).containsExactly(true);
        assertThatThrownBy(() -> call.make(() -> interrupted.add(false)))
                .hasMessage("the run 'run-1' was released while it went on");
    }

    private boolean isInterruptedWhileItEnds(String runId) throws InterruptedException {
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread release = new Thread(() -> {
            try {
                calls.end(runId);
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
