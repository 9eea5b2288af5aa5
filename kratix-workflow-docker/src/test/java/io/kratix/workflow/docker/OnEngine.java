// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the engine of their kind. It is started once for all test classes and stopped after the last one; each
 * test leaves it as empty as it found it, and each class the directory for temporary files.
 */
abstract class OnEngine implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(OnEngine.class);

    private final TestEngine.Kind kind;

    OnEngine(TestEngine.Kind kind) {
        this.kind = kind;
    }

    /** On Docker. */
    static final class Docker extends OnEngine {
        Docker() {
            super(TestEngine.Kind.DOCKER);
        }
    }

    /** On Podman. */
    static final class Podman extends OnEngine {
        Podman() {
            super(TestEngine.Kind.PODMAN);
        }
    }

    /** Skips, or fails where everything must be there, if a program is missing. */
    static void requirePrograms(TestEngine.Kind kind, String... others) {
        List<String> missing = Stream.concat(Stream.of(kind.program(), "docker", "busybox"), Stream.of(others))
                .filter(program -> !Program.exists(program))
                .toList();
        if (!missing.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI=true, and these programs are missing: " + missing);
        }
        assumeTrue(missing.isEmpty(), "these programs are missing: " + missing);
        boolean root = "root".equals(System.getProperty("user.name"));
        assumeTrue(root, "only root can start " + kind.program());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        requirePrograms(kind);
        TemporaryFiles.begin();
        engine(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        requireNothing(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        requireNothing(context);
        String networks = engine(context).networks();
        if (!networks.isEmpty()) {
            throw new AssertionError("networks left on " + kind + ":\n" + networks);
        }
        TemporaryFiles.requireNone();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestEngine.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return engine(context);
    }

    private TestEngine engine(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(kind, TestEngine::start, TestEngine.class);
    }

    private void requireNothing(ExtensionContext context) {
        String left = engine(context).everything();
        if (!left.isEmpty()) {
            throw new AssertionError("left on " + kind + ":\n" + left);
        }
    }
}
