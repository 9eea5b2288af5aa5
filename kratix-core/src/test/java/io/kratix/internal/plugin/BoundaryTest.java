// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kratix.internal.plugin.Boundary.Call;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What a plugin throws is caught at one place, named, and keeps nobody else from working. */
final class BoundaryTest {
    private static final BoundaryTest PLUGIN = new BoundaryTest();
    private static final String AT_FAULT = "the plugin io.kratix.internal.plugin.BoundaryTest ("
            + BoundaryTest.class.getProtectionDomain().getCodeSource().getLocation() + ") is at fault: ";

    @Test
    void answersWithWhatThePluginGives() throws InterruptedException {
        assertThat(Boundary.call(PLUGIN, () -> "given")).isEqualTo("given");
    }

    @Test
    @SuppressWarnings("NullAway") // a plugin that is wrong
    void reportsANullAsThePluginsFault() {
        assertFault(() -> null, "it returned null");
    }

    @Test
    void reportsAnyExceptionAsThePluginsFault() {
        IllegalStateException thrown = new IllegalStateException("broken");

        PluginException reported = assertFault(
                () -> {
                    throw thrown;
                },
                "it threw java.lang.IllegalStateException: broken");

        assertThat(reported).hasCause(thrown);
    }

    @Test
    void reportsAnErrorOfLinkingAsThePluginsFault() {
        assertFault(
                () -> {
                    throw new NoClassDefFoundError("org/example/Missing");
                },
                "it threw java.lang.NoClassDefFoundError: org/example/Missing");
    }

    @Test
    void reportsAnyErrorAsThePluginsFault() {
        for (Error thrown : List.of(new AssertionError("a"), new StackOverflowError("s"), new OutOfMemoryError("o"))) {
            PluginException reported = assertFault(
                    () -> {
                        throw thrown;
                    },
                    "it threw " + thrown);

            assertThat(reported).hasCause(thrown);
        }
    }

    @Test
    void reportsACheckedExceptionThatALanguageWithoutThemLetThrough() {
        assertFault(() -> throwAnyway(new IOException("reset")), "it threw java.io.IOException: reset");
    }

    @Test
    void passesOnWhatAPluginMayThrow() {
        PluginException thrown = PluginException.conflict("somebody was faster");

        assertPasses(thrown, () -> {
            throw thrown;
        });
    }

    @Test
    void passesOnAnInterrupt() {
        InterruptedException thrown = new InterruptedException("the engine closes");

        assertPasses(thrown, () -> {
            throw thrown;
        });
    }

    @Test
    void passesOnWhatTheEnginesOwnObjectsThrewThroughAPlugin() {
        EngineSignal signal = new EngineSignal("time is up");

        assertPasses(signal, () -> {
            throw signal;
        });
    }

    @Test
    void findsTheEnginesSignalWhereAPluginHasWrappedIt() {
        EngineSignal signal = new EngineSignal("time is up");

        assertPasses(signal, () -> {
            throw new IllegalStateException(new ExecutionException(signal));
        });
        assertPasses(signal, () -> {
            throw PluginException.unavailable("not written").causedBy(signal);
        });
    }

    @Test
    void lendsThePluginItsOwnClassLoaderForTheTimeOfTheCall() throws InterruptedException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader callers = new URLClassLoader(new URL[0], before);
        List<ClassLoader> seen = new ArrayList<>();
        thread.setContextClassLoader(callers);
        try {
            Boundary.call(PLUGIN, () -> seen.add(thread.getContextClassLoader()));
            assertThat(thread.getContextClassLoader()).isSameAs(callers);

            assertThatThrownBy(() -> Boundary.call(PLUGIN, () -> {
                        throw new IllegalStateException("broken");
                    }))
                    .isInstanceOf(PluginException.class);
            assertThat(thread.getContextClassLoader()).isSameAs(callers);
        } finally {
            thread.setContextClassLoader(before);
        }

        assertThat(seen).containsExactly(BoundaryTest.class.getClassLoader());
    }

    @Test
    void namesAClassThatComesFromNoJarByItsNameAlone() {
        assertThat(Boundary.describe("text")).isEqualTo("java.lang.String");
    }

    private static PluginException assertFault(Call<?> call, String what) {
        PluginException reported = catchThrowableOfType(PluginException.class, () -> Boundary.call(PLUGIN, call));
        assertThat(reported).hasMessage(AT_FAULT + what);
        assertThat(reported.reason()).isEqualTo(Reason.UNAVAILABLE);
        return reported;
    }

    private static void assertPasses(Throwable thrown, Call<?> call) {
        assertThatThrownBy(() -> Boundary.call(PLUGIN, call)).isSameAs(thrown);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T, E extends Exception> T throwAnyway(Exception thrown) throws E {
        throw (E) thrown;
    }
}
