// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

import io.kratix.model.Container;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs Pipelines inside this JVM: a Java function stands for each image. An image without a function fails, by name.
 * Nothing of a run survives the JVM.
 */
public final class InProcessWorkflowRunner implements WorkflowRunner {
    private final Map<String, PipelineFunction> functions;
    private final Clock clock;

    private InProcessWorkflowRunner(Builder builder) {
        functions = Map.copyOf(builder.functions);
        clock = builder.clock;
    }

    /** {@return a builder of a runner without functions} */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public PipelineOutcome run(PipelineRun run) throws InterruptedException {
        List<ContainerResult> results = new ArrayList<>();
        for (Container container : run.pipeline().containers()) {
            PipelineFunction function = functions.get(container.image());
            if (function == null) {
                return PipelineOutcome.failed(results, unknownImage(container));
            }
            // outside of what catches the function's exceptions: what the engine throws here is the engine's to see
            PipelineCall call = PipelineCall.of(run, container, run.environment(container));
            Instant started = clock.instant();
            Optional<Throwable> thrown = call(function, call);
            call.passSignal();
            int exitCode = thrown.isPresent() ? 1 : 0;
            results.add(ContainerResult.of(container.name(), exitCode, started, clock.instant()));
            if (thrown.isPresent()) {
                logStackTrace(run, container, thrown.get());
                return PipelineOutcome.failed(
                        results, "container '" + container.name() + "': its function threw " + text(thrown.get()));
            }
        }
        return PipelineOutcome.succeeded(results);
    }

    /** Does nothing: a run has ended when {@link #run} returns, and leaves nothing. */
    @Override
    public void release(String runId) {}

    /** Does nothing: there is nothing to free. */
    @Override
    public void close() {}

    private String unknownImage(Container container) {
        return "container '" + container.name() + "': no function stands for image '" + container.image()
                + "' (known: "
                + (functions.isEmpty()
                        ? "none"
                        : String.join(", ", functions.keySet().stream().sorted().toList()))
                + "); give it one by .image(\"" + container.image() + "\", ...)";
    }

    private static Optional<Throwable> call(PipelineFunction function, PipelineCall call) throws InterruptedException {
        try {
            function.run(call);
            if (Thread.interrupted()) {
                // it has most likely given up, and said so as one does
                throw new InterruptedException("its function was interrupted");
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            return Optional.of(e);
        }
    }

    private static void logStackTrace(PipelineRun run, Container container, Throwable thrown) {
        StringWriter trace = new StringWriter();
        try (PrintWriter printer = new PrintWriter(trace)) {
            thrown.printStackTrace(printer);
        } catch (RuntimeException e) {
            trace.append(thrown.getClass().getName());
        }
        try (OutputStream log = run.log(container.name(), LogStream.STDERR)) {
            log.write(trace.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a function throws may throw itself when it is asked for its text. */
    private static String text(Throwable thrown) {
        try {
            return String.valueOf(thrown);
        } catch (RuntimeException e) {
            return thrown.getClass().getName();
        }
    }

    /** Builds a runner; not safe for several threads. */
    public static final class Builder {
        private final Map<String, PipelineFunction> functions = new LinkedHashMap<>();
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /**
         * Lets a function stand for an image.
         *
         * @param image the image as Pipelines name it, with its tag
         * @param function what to do instead of running it
         * @return this builder
         * @throws IllegalArgumentException if the image has a function already
         */
        public Builder image(String image, PipelineFunction function) {
            @Nullable PipelineFunction before = functions.putIfAbsent(image, function);
            if (before != null) {
                throw new IllegalArgumentException("image '" + image + "' has a function already");
            }
            return this;
        }

        /**
         * Sets the clock that times containers.
         *
         * @param source the system's clock where none is set
         * @return this builder
         */
        public Builder clock(Clock source) {
            clock = source;
            return this;
        }

        /** {@return the runner} */
        public InProcessWorkflowRunner build() {
            return new InProcessWorkflowRunner(this);
        }
    }
}
