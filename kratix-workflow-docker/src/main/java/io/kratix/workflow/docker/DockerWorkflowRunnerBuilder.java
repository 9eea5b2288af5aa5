// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a {@link DockerWorkflowRunner}; not safe for several threads. */
public final class DockerWorkflowRunnerBuilder {
    static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(DockerWorkflowRunner.class);
    private static final Duration DEFAULT_NETWORK_TIMEOUT = Duration.ofSeconds(30);
    private static final long DEFAULT_MEMORY = 1L << 30;
    private static final long DEFAULT_NANO_CPUS = 1_000_000_000L;
    static final long DEFAULT_PIDS = 1024;

    private @Nullable EngineAddress host;
    private Optional<Path> certificates = Optional.empty();
    private String context = "";
    private EngineFinder finder = EngineFinder.ofThisProgram();
    private Optional<String> platform = Optional.empty();
    private Directories directories = Directories.VOLUME;
    private String network = "";
    private Optional<PullPolicy> pullPolicy = Optional.empty();
    private Limits limits = new Limits(DEFAULT_MEMORY, DEFAULT_NANO_CPUS, DEFAULT_PIDS);
    private Map<String, @Nullable Object> securityContext = Map.of();
    private boolean allowPrivileged;
    private Optional<Path> seccompProfiles = Optional.empty();
    private Duration stopTimeout = DEFAULT_STOP_TIMEOUT;
    private Duration networkTimeout = DEFAULT_NETWORK_TIMEOUT;
    private Clock clock = Clock.systemUTC();
    private @Nullable Executor executor;
    private Consumer<String> warnings = new SaidOnce(text -> LOG.warn("{}", text));

    DockerWorkflowRunnerBuilder() {}

    /**
     * Names the engine. Where neither this nor {@link #context} is said, the engine of this machine is found as the
     * {@code docker} program finds it, and Podman's after it.
     *
     * @param uri {@code unix:///run/podman/podman.sock}, {@code tcp://build.example.org:2376}
     * @return this builder
     * @throws IllegalArgumentException if it is of no kind that can be spoken to
     */
    public DockerWorkflowRunnerBuilder host(String uri) {
        host = EngineAddress.of(uri, "named by the configuration");
        return this;
    }

    /**
     * Names the directory with {@code ca.pem}, {@code cert.pem} and {@code key.pem} for a {@link #host} that is spoken to
     * over TLS.
     *
     * @param directory none where nothing is said: the engine is then spoken to in the clear
     * @return this builder
     */
    public DockerWorkflowRunnerBuilder certificates(Path directory) {
        certificates = Optional.of(directory);
        return this;
    }

    /**
     * Names a context of the {@code docker} program, which knows the engine.
     *
     * @param name as {@code docker context ls} shows it
     * @return this builder
     */
    public DockerWorkflowRunnerBuilder context(String name) {
        context = name;
        return this;
    }

    /**
     * Marks what runs leave on the engine, so that platforms that share it keep apart.
     *
     * @param id fit for a label, different for each platform; the engine's own where a provider opens the runner. Where
     *     nothing is said it is {@code kratix}, and the runner tells of no leftovers, since they may be another platform's
     * @return this builder
     */
    public DockerWorkflowRunnerBuilder platform(String id) {
        platform = Optional.of(id);
        return this;
    }

    /**
     * Sets how the three directories reach containers.
     *
     * @param way {@link Directories#VOLUME} where nothing is said
     * @return this builder
     */
    public DockerWorkflowRunnerBuilder directories(Directories way) {
        directories = way;
        return this;
    }

    /**
     * Names the network that containers join.
     *
     * @param name a network of the engine, or {@code none}; the engine's default where nothing is said
     * @return this builder
     */
    public DockerWorkflowRunnerBuilder network(String name) {
        network = name;
        return this;
    }

    /**
     * Limits the memory of containers that ask for no limit.
     *
     * @param quantity as Kubernetes writes it, {@code 512Mi}; {@code 1Gi} where nothing is said, {@code 0} for no limit
     * @return this builder
     * @throws IllegalArgumentException if it is no quantity
     */
    public DockerWorkflowRunnerBuilder memory(String quantity) {
        limits = new Limits(quantity(quantity).units(), limits.nanoCpus(), limits.pids());
        return this;
    }

    /**
     * Limits the processor time of containers that ask for no limit.
     *
     * @param quantity cores as Kubernetes writes them, {@code 500m}; {@code 1} where nothing is said, {@code 0} for no
     *     limit
     * @return this builder
     * @throws IllegalArgumentException if it is no quantity
     */
    public DockerWorkflowRunnerBuilder cpu(String quantity) {
        limits = new Limits(limits.memory(), quantity(quantity).nanos(), limits.pids());
        return this;
    }

    /**
     * Limits how many processes and threads a container has at a time.
     *
     * @param most 1024 where nothing is said, 0 for no limit
     * @return this builder
     * @throws IllegalArgumentException if it is below 0
     */
    public DockerWorkflowRunnerBuilder pids(long most) {
        require(most >= 0, "must be 0 or more");
        limits = new Limits(limits.memory(), limits.nanoCpus(), most);
        return this;
    }

    /**
     * Sets when images are pulled whose containers do not say: Kratix' {@code workflows.defaultImagePullPolicy}.
     *
     * @param policy {@code Always}, {@code IfNotPresent} or {@code Never}; where nothing is said {@code Always} for the tag
     *     {@code latest}, else {@code IfNotPresent}
     * @return this builder
     * @throws IllegalArgumentException if there is no such policy
     */
    public DockerWorkflowRunnerBuilder defaultImagePullPolicy(String policy) {
        pullPolicy = Optional.of(
                PullPolicy.of(policy).orElseThrow(() -> new IllegalArgumentException("must be " + PullPolicy.NAMES)));
        return this;
    }

    /**
     * Sets the security context of containers that have none: Kratix' {@code workflows.defaultContainerSecurityContext}.
     *
     * @param fields the object as it stands in a document; empty where nothing is said
     * @return this builder
     */
    public DockerWorkflowRunnerBuilder defaultContainerSecurityContext(Map<String, ? extends @Nullable Object> fields) {
        securityContext = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        return this;
    }

    /**
     * Lets containers ask for more than an engine gives by itself: {@code privileged}, more capabilities, new privileges,
     * no seccomp.
     *
     * @param allow false where nothing is said: a Pipeline that asks fails, and says what it asked for; one that asks for
     *     new privileges runs without them, with a warning
     * @return this builder
     */
    public DockerWorkflowRunnerBuilder allowPrivileged(boolean allow) {
        allowPrivileged = allow;
        return this;
    }

    /**
     * Names the directory of seccomp profiles that containers name by {@code localhostProfile}.
     *
     * @param directory on this machine; none where nothing is said
     * @return this builder
     */
    public DockerWorkflowRunnerBuilder seccompProfiles(Path directory) {
        seccompProfiles = Optional.of(directory);
        return this;
    }

    /**
     * Sets how long a container may take to end by itself when its run is cancelled, before it is killed.
     *
     * @param timeout 10 s where nothing is said; counted in whole seconds
     * @return this builder
     * @throws IllegalArgumentException if it is below 0
     */
    public DockerWorkflowRunnerBuilder stopTimeout(Duration timeout) {
        require(!timeout.isNegative(), "must be 0 or more");
        stopTimeout = timeout;
        return this;
    }

    /**
     * Sets how long the engine may take to answer a question.
     *
     * @param timeout 30 s where nothing is said
     * @return this builder
     */
    public DockerWorkflowRunnerBuilder networkTimeout(Duration timeout) {
        networkTimeout = timeout;
        return this;
    }

    /**
     * Sets the clock that a run's time limit is counted by.
     *
     * @param source the system's where nothing is said
     * @return this builder
     */
    public DockerWorkflowRunnerBuilder clock(Clock source) {
        clock = source;
        return this;
    }

    /**
     * Sets where the engine is asked.
     *
     * @param threads threads of the runner's own where nothing is said
     * @return this builder
     */
    public DockerWorkflowRunnerBuilder executor(Executor threads) {
        executor = threads;
        return this;
    }

    /**
     * Sets who is told of fields without a meaning on a container engine.
     *
     * @param listener takes each text, also those that it knows; the log, once for each, where nothing is said
     * @return this builder
     */
    public DockerWorkflowRunnerBuilder warnings(Consumer<String> listener) {
        warnings = listener;
        return this;
    }

    /** Sets who finds the engine where none is named. */
    DockerWorkflowRunnerBuilder finder(EngineFinder engines) {
        finder = engines;
        return this;
    }

    /**
     * {@return the runner; nothing has been asked of the engine yet}
     *
     * @throws IllegalArgumentException if the environment or Docker's configuration name no engine that can be spoken to,
     *     or {@link #host}, {@link #certificates} and {@link #context} do not go together
     */
    public DockerWorkflowRunner open() {
        if (executor != null) {
            return open(executor, () -> {});
        }
        ExecutorService own = Executors.newCachedThreadPool(DockerWorkflowRunnerBuilder::newThread);
        return open(own, own::shutdownNow);
    }

    private DockerWorkflowRunner open(Executor threads, Runnable onClose) {
        EngineAddress found = address();
        if (found.isInTheClear()) {
            warnings.accept("the engine at " + found
                    + " is spoken to without TLS: whoever is on the way reads secrets and can run containers; name"
                    + " certificates");
        }
        ContainerEngine engine = ContainerEngine.at(found, threads, networkTimeout);
        RunLabels labels = new RunLabels(platform);
        return new DockerWorkflowRunner(
                engine,
                labels,
                settings(),
                new Follower(engine, clock, stopTimeout),
                new Leftovers(engine, labels, stopTimeout, clock),
                warnings,
                onClose);
    }

    /** {@return what has been said of Pipelines so far, and else what holds by default} */
    DockerWorkflowRunnerSettings settings() {
        return new DockerWorkflowRunnerSettings(
                directories,
                network,
                pullPolicy,
                limits,
                securityContext,
                allowPrivileged,
                seccompProfiles,
                stopTimeout);
    }

    private EngineAddress address() {
        if (host != null) {
            require(context.isEmpty(), "'host' and 'context' each name an engine; say one of them");
            return certificates.map(host::withCertificates).orElse(host);
        }
        require(
                certificates.isEmpty(),
                "'certificates' go with a 'host', and none is said; a context and DOCKER_CERT_PATH bring their own");
        return context.isEmpty() ? finder.find() : finder.context(context, "named by the configuration");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static Quantity quantity(String text) {
        return Quantity.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("must be a quantity such as 250m, 64Mi or 2"));
    }

    private static Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "kratix-docker");
        thread.setDaemon(true);
        return thread;
    }
}
