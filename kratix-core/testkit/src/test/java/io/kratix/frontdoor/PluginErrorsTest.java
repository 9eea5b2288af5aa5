// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.InvalidDocumentException;
import io.kratix.testkit.ScriptedWorkflowRunner;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What people see of a plugin or a function that throws an error: as much as of any other failure. */
class PluginErrorsTest {
    @Test
    void showsOnAStateStoreThatItsWriteThrewAnError() {
        assertNotReady(
                "write",
                stores -> stores.onWrite = (sound, request) -> {
                    throw new OutOfMemoryError("write");
                });
    }

    @Test
    void showsOnAStateStoreThatItsCheckThrewAnError() {
        assertNotReady(
                "check",
                stores -> stores.onCheck = () -> {
                    throw new AssertionError("check");
                });
    }

    @Test
    void showsOnAStateStoreThatOpeningItThrewAnError() {
        assertNotReady(
                "open",
                stores -> stores.onOpen = (settings, context) -> {
                    throw new StackOverflowError("open");
                });
    }

    @Test
    void refusesADocumentWhoseLocationThrewAnError() {
        try (ScriptedPlatform stage = new ScriptedPlatform(builder -> {})) {
            stage.stores.onLocation = () -> {
                throw new AssertionError("location");
            };

            assertThatThrownBy(() -> stage.platform.kratix.apply(ScriptedPlatform.store(Map.of())))
                    .isInstanceOf(InvalidDocumentException.class)
                    .hasMessageContaining("is at fault: it threw java.lang.AssertionError: location");
        }
    }

    @Test
    void showsOnARequestThatTheWorkflowRunnerThrewAnError() {
        ScriptedWorkflowRunner runner = new ScriptedWorkflowRunner().pipeline("configure", run -> {
            throw new AssertionError("run");
        });
        try (ScriptedPlatform stage = new ScriptedPlatform(builder -> builder.workflowRunner(runner))) {
            stage.applyAll("one");

            assertThat(stage.platform.conditions(Platform.reference("one")).toString())
                    .contains("is at fault: it threw java.lang.AssertionError: run");
        }
    }

    @Test
    void showsOnARequestThatAFunctionThrewAnError() {
        try (ScriptedPlatform stage = new ScriptedPlatform(builder -> {})) {
            stage.platform.images.put(Platform.IMAGE, call -> {
                throw new OutOfMemoryError("heap");
            });

            stage.applyAll("one");

            assertThat(stage.platform.kratix.runs(Platform.reference("one")).toString())
                    .contains("its function threw java.lang.OutOfMemoryError: heap");
        }
    }

    private static void assertNotReady(String what, Consumer<ScriptedStores> script) {
        try (ScriptedPlatform stage = new ScriptedPlatform(builder -> {})) {
            script.accept(stage.stores);

            stage.applyAll("one");

            assertThat(stage.condition())
                    .startsWith("Ready=False")
                    .contains("is at fault: it threw java.lang.")
                    .endsWith("Error: " + what);
        }
    }
}
