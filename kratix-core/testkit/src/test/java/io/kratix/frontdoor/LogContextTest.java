// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * What stands in the MDC when a line is written. The back end of the other tests has no MDC, and a JVM has one back end for
 * each SLF4J that it loads: so all of it is loaded once more, with another one.
 */
class LogContextTest {
    private static final String PROVIDER = "slf4j.provider";

    @Test
    void tellsWhatALineIsAbout() throws Exception {
        String mine = "redis.example.kratix.io/default/mine";
        String request = "{promise=redis, request=default/mine} " + mine;
        String pipeline = "{pipeline=first, promise=redis, request=default/mine} " + mine;

        List<String> lines = logged();

        assertThat(lines)
                .containsExactly(
                        "io.kratix.changes " + request + " is declared",
                        "io.kratix.changes {request=the program's own} ResourceBinding/default/mine-redis-9b33d is declared",
                        "io.kratix.changes " + pipeline
                                + " BindingCreated: Binding mine-redis-9b33d created for promise redis version latest",
                        "io.kratix.changes " + pipeline + " PipelineStarted: Configure Pipeline started: first",
                        "io.kratix.pipeline " + pipeline + " first main: hello",
                        "io.kratix.changes " + pipeline + " Pipeline first has succeeded",
                        "io.kratix.changes " + request
                                + " ReconcileSucceeded: Resource request reconciled with promise redis version not-set",
                        "io.kratix.changes " + request
                                + " ResourceBindingVersionUpdated: Resource binding version updated to latest",
                        "io.kratix.changes {destination=worker, promise=redis, request=default/mine} " + mine
                                + " on worker is written: revision r2 of MemoryStateStore/default",
                        "io.kratix.changes " + request
                                + " WorksSucceeded: All works associated with this resource are ready",
                        "io.kratix.changes " + request + " ReconcileSucceeded: Successfully reconciled",
                        "{request=the program's own}");
    }

    @SuppressWarnings("unchecked") // it comes from another class loader
    private static List<String> logged() throws Exception {
        assertThat(LoggerFactory.getILoggerFactory()).isNotNull();
        System.setProperty(PROVIDER, RecordingLogs.class.getName());
        try (URLClassLoader apart = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Object life =
                    apart.loadClass(LoggedLife.class.getName()).getConstructor().newInstance();
            return List.copyOf(((Callable<List<String>>) life).call());
        } finally {
            System.clearProperty(PROVIDER);
        }
    }

    private static URL[] classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(LogContextTest::url)
                .toArray(URL[]::new);
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }
}
