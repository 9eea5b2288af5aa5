// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.internal.admission.IncompatibleApis;
import io.kratix.internal.admission.UnknownFields;
import io.kratix.internal.documents.GoDuration;
import io.kratix.internal.documents.PlatformConfig;
import io.kratix.internal.plugin.StoreTimes;
import io.kratix.internal.reconcile.WorkflowSettings;
import io.kratix.model.Event;
import io.kratix.model.FilepathMode;
import io.kratix.model.Kinds;
import io.kratix.registry.Registry;
import io.kratix.scheduling.SchedulingStrategy;
import io.kratix.spi.ConfigMapSource;
import io.kratix.spi.SecretSource;
import io.kratix.spi.statestore.StateStoreProvider;
import io.kratix.spi.workflow.WorkflowRunner;
import io.kratix.spi.workflow.WorkflowRunnerProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an engine. Not safe for several threads; what is not set has a default, but for registry and runner. */
public final class KratixBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(KratixBuilder.class);

    @Nullable
    Registry registry;

    final List<StateStoreProvider> stateStores = new ArrayList<>();

    @Nullable
    WorkflowRunner runner;

    @Nullable
    WorkflowRunnerProvider runnerProvider;

    @Nullable
    ClassLoader discovery;

    final Map<String, Map<String, Object>> configuration = new LinkedHashMap<>();
    SecretSource secrets = SecretSource.none();
    ConfigMapSource configMaps = ConfigMapSource.none();
    FilepathMode defaultMode = FilepathMode.NESTED_BY_DESTINATION;
    UnknownFields unknownFields = UnknownFields.REFUSE;
    IncompatibleApis incompatibleApis = IncompatibleApis.REFUSE;

    @Nullable
    Path releaseFolder;

    @Nullable
    String platformDestination;

    @Nullable
    Path cacheDirectory;

    @Nullable
    Executor executor;

    @Nullable
    ScheduledExecutorService timer;

    Clock clock = Clock.systemUTC();
    RandomGenerator random = new java.util.Random();
    Map<String, Map<String, Object>> kratixDefaults = Map.of();
    final List<Consumer<Event>> listeners = new ArrayList<>();
    SchedulingStrategy strategy = SchedulingStrategy.rendezvous();
    int pipelines = 4;
    WorkflowSettings workflows = WorkflowSettings.DEFAULTS;
    RunsOnClose runsOnClose = RunsOnClose.CANCEL;
    Duration closeTimeout = Duration.ofSeconds(10);
    StoreTimes times = StoreTimes.DEFAULT;

    KratixBuilder() {}

    /**
     * Sets what the engine remembers with. There is no default: whether declarations outlive the program is the
     * program's to decide.
     *
     * @param choice for example {@link Registry#inMemory()}; the engine does not close it
     * @return this builder
     */
    public KratixBuilder registry(Registry choice) {
        registry = Objects.requireNonNull(choice, "choice");
        return this;
    }

    /**
     * Adds kinds of State Stores.
     *
     * @param providers one for each kind that documents may name
     * @return this builder
     */
    public KratixBuilder stateStores(StateStoreProvider... providers) {
        stateStores.addAll(List.of(providers));
        return this;
    }

    /**
     * Sets what runs Pipelines, in place of a runner or provider that was set before. The engine closes it, so an instance
     * serves one engine.
     *
     * @param instance for example an {@link io.kratix.spi.workflow.InProcessWorkflowRunner}
     * @return this builder
     */
    public KratixBuilder workflowRunner(WorkflowRunner instance) {
        runner = Objects.requireNonNull(instance, "instance");
        runnerProvider = null;
        return this;
    }

    /**
     * Sets what opens the runner of Pipelines, with the section of its name in {@link #configure}, in place of a runner or
     * provider that was set before.
     *
     * @param provider the runner's provider
     * @return this builder
     */
    public KratixBuilder workflowRunner(WorkflowRunnerProvider provider) {
        runnerProvider = Objects.requireNonNull(provider, "provider");
        runner = null;
        return this;
    }

    /**
     * Finds plugins by {@link java.util.ServiceLoader}, besides those that are given. A given one wins over a found one.
     *
     * @return this builder
     */
    public KratixBuilder discoverPlugins() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return discoverPlugins(context == null ? KratixBuilder.class.getClassLoader() : context);
    }

    /**
     * Finds plugins by {@link java.util.ServiceLoader}, besides those that are given. A given one wins over a found one.
     *
     * @param loader where to look
     * @return this builder
     */
    public KratixBuilder discoverPlugins(ClassLoader loader) {
        discovery = Objects.requireNonNull(loader, "loader");
        return this;
    }

    /**
     * Sets what the embedder decides for a plugin and no document may. A workflow runner's section is checked by {@link #open};
     * a State Store's when a store of its kind is opened for a document, whose status then says what is wrong with it.
     *
     * @param plugin the kind of a State Store, or the name of a workflow runner; {@link #open} refuses one that no plugin
     *     has
     * @param section the plugin's settings, by name; they replace what was set for it before
     * @return this builder
     * @throws IllegalArgumentException if a setting has no value
     */
    public KratixBuilder configure(String plugin, Map<String, Object> section) {
        section.forEach((setting, value) -> {
            if (value == null) {
                throw new IllegalArgumentException("configuration of " + plugin + ": '" + setting
                        + "' is null; give it a value, or leave it out to have its default");
            }
        });
        configuration.put(plugin, Map.copyOf(section));
        return this;
    }

    /**
     * Sets where secrets come from.
     *
     * @param source there is no secret at all where none is set
     * @return this builder
     */
    public KratixBuilder secrets(SecretSource source) {
        secrets = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Sets where the ConfigMaps come from that Pipelines name.
     *
     * @param source there is no ConfigMap at all where none is set
     * @return this builder
     */
    public KratixBuilder configMaps(ConfigMapSource source) {
        configMaps = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Sets the layout of Destinations that name none. A Destination keeps the layout that it was first applied with.
     *
     * @param mode {@link FilepathMode#NESTED_BY_DESTINATION} where none is set
     * @return this builder
     */
    public KratixBuilder defaultFilepathMode(FilepathMode mode) {
        defaultMode = Objects.requireNonNull(mode, "mode");
        return this;
    }

    /**
     * Has fields of requests that the schema of their API does not know left out, with a warning for each, as an API
     * server does that validates leniently. Where this is not set such a request is refused, since a field that is
     * spelt wrong is a wish that nobody hears.
     *
     * @return this builder
     */
    public KratixBuilder pruneUnknownFields() {
        unknownFields = UnknownFields.PRUNE;
        return this;
    }

    /**
     * Has Promises accepted whose API changes so that requests which are there would not be admitted any more. Each of those
     * requests is named in a warning and marked: its condition {@code Reconciled} is false for the reason
     * {@code RequestDoesNotFitApi}, and it stays as it is until it is changed, or the API takes it again. Where this is not
     * set such a Promise is refused, and its problems name the requests.
     *
     * @return this builder
     */
    public KratixBuilder acceptIncompatibleApis() {
        incompatibleApis = IncompatibleApis.ACCEPT;
        return this;
    }

    /**
     * Has new requests stay at the version of their Promise that is the latest when they are made. Otherwise they follow the
     * Promise; either can be changed later, request by request, in their bindings.
     *
     * @return this builder
     */
    public KratixBuilder pinNewRequests() {
        workflows = workflows.withPinned(true);
        return this;
    }

    /**
     * Lets PromiseReleases read files: those of the type {@code file}, below this folder and nowhere else.
     *
     * @param folder a folder with Promises; releases read no files where none is set
     * @return this builder
     */
    public KratixBuilder releaseFolder(Path folder) {
        releaseFolder = Objects.requireNonNull(folder, "folder");
        return this;
    }

    /**
     * Names the platform's own Destination: what the State Store holds for it is applied here, kept in sync, and deleted
     * when it disappears from there. Compound Promises need one.
     *
     * @param name the name of a Destination, which may be declared later; nothing is applied back where none is named. What came
     *     from another one that was named before stays as it is until its owner's files are on this one, or gone
     * @return this builder
     */
    public KratixBuilder platformDestination(String name) {
        platformDestination = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets a directory for what plugins may find useful later and can do without. It is made if need be, with access for
     * its owner alone, and belongs to one engine at a time: another one is refused.
     *
     * @param directory a temporary one, removed on close, where none is set
     * @return this builder
     */
    public KratixBuilder cacheDirectory(Path directory) {
        cacheDirectory = Objects.requireNonNull(directory, "directory");
        return this;
    }

    /**
     * Sets the threads that everything runs on. The engine bounds how much it does at once by itself, and does not shut
     * them down.
     *
     * @param threads run reconcilers, Pipelines and State Stores; must not run tasks on the calling thread
     * @param alarms wake the engine
     * @return this builder
     */
    public KratixBuilder threads(Executor threads, ScheduledExecutorService alarms) {
        executor = Objects.requireNonNull(threads, "threads");
        timer = Objects.requireNonNull(alarms, "alarms");
        return this;
    }

    /**
     * Sets the clock.
     *
     * @param source the system's where none is set; the registry has its own
     * @return this builder
     */
    public KratixBuilder clock(Clock source) {
        clock = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Sets the randomness that spreads retries, and that the scheduling strategy {@code random} takes its seed from when the engine
     * opens.
     *
     * @param source a new {@link java.util.Random} where none is set
     * @return this builder
     */
    public KratixBuilder random(RandomGenerator source) {
        random = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Adds a listener that is told what happens, in order, without the engine or another listener waiting for it: an event may arrive later
     * than the call which waited for its cause returns. What happened before {@link Kratix#close} is told before it returns.
     *
     * @param listener one that is too slow misses the oldest events; one that throws is logged
     * @return this builder
     */
    public KratixBuilder onEvent(Consumer<Event> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Sets which of several matching Destinations a request lands on. A Promise may ask for another by its annotation
     * {@link io.kratix.scheduling.SchedulingPolicy#STRATEGY}.
     *
     * @param choice {@link SchedulingStrategy#rendezvous()} where none is set
     * @return this builder
     */
    public KratixBuilder schedulingStrategy(SchedulingStrategy choice) {
        strategy = Objects.requireNonNull(choice, "choice");
        return this;
    }

    /**
     * Bounds how many Pipelines run at once.
     *
     * @param most at least 1; 4 where none is set
     * @return this builder
     */
    public KratixBuilder maxPipelines(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one Pipeline must be able to run, not " + most);
        }
        pipelines = most;
        return this;
    }

    /**
     * Sets how often a Pipeline that failed is tried again, after ten seconds at first and then after pauses that grow to
     * six minutes, where its {@code jobOptions.backoffLimit} says nothing of it.
     *
     * @param most 6 where none is set; 0 for never
     * @return this builder
     */
    public KratixBuilder pipelineRetries(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("a Pipeline cannot be tried again " + most + " times");
        }
        workflows = workflows.withRetries(most);
        return this;
    }

    /**
     * Bounds how long a try of a Pipeline may take where its annotation {@code jvm.kratix.io/time-limit} says nothing of
     * it. One that takes longer is stopped, and has failed.
     *
     * @param limit an hour where none is set; longer than nothing
     * @return this builder
     */
    public KratixBuilder pipelineTimeLimit(Duration limit) {
        workflows = workflows.withTimeLimit(Spans.positive("pipelineTimeLimit", limit));
        return this;
    }

    /**
     * Sets how many runs of each Pipeline stay on record for each object.
     *
     * @param newest 5 where none is set; at least 1
     * @return this builder
     */
    public KratixBuilder keptRuns(int newest) {
        if (newest < 1) {
            throw new IllegalArgumentException("at least one run must stay on record, not " + newest);
        }
        workflows = workflows.withKeptRuns(newest);
        return this;
    }

    /**
     * Sets after which time a workflow that has ended runs again although nothing has changed, where its Promise says
     * nothing of it: by the annotation {@code kratix.io/reconciliation-interval}, or by
     * {@code spec.workflows.config.reconciliationInterval}.
     *
     * @param interval ten hours where none is set; zero for never
     * @return this builder
     */
    public KratixBuilder reconciliationInterval(Duration interval) {
        workflows = workflows.withInterval(Spans.checked("reconciliationInterval", interval));
        return this;
    }

    /**
     * Sets whether a workflow that failed runs again after that time, too.
     *
     * @param choice yes where none is set
     * @return this builder
     */
    public KratixBuilder reconcileAfterFailure(boolean choice) {
        workflows = workflows.withAfterFailure(choice);
        return this;
    }

    /**
     * Bounds how many Pipelines of one Promise run at once, so that a busy Promise leaves room for the others at any
     * moment. Without it turns are taken: the Promise of which the fewest Pipelines run comes first.
     *
     * @param most at least 1; no bound of its own where none is set
     * @return this builder
     */
    public KratixBuilder maxPipelinesPerPromise(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one Pipeline of a Promise must be able to run, not " + most);
        }
        workflows = workflows.withPerPromise(most);
        return this;
    }

    /**
     * Takes over what Kratix' own configuration says, the text under the key {@code config} of the ConfigMap
     * {@code kratix-platform-system/kratix}: {@code numberOfJobsToKeep}, {@code reconciliationInterval},
     * {@code workflows.reconcileAfterFailure}, {@code workflows.jobOptions.defaultBackoffLimit},
     * {@code git.minimumFetchInterval}, {@code stateStoreReconciliationInterval}, {@code resourceBindingVersionStrategy}.
     * What means nothing here is logged as a warning. What {@link #configure} says of the Git plugin comes first.
     *
     * @param config the text; what it does not say has Kratix' defaults
     * @return this builder
     * @throws io.kratix.model.InvalidDocumentException with everything that is wrong with it
     */
    public KratixBuilder kratixConfig(String config) {
        PlatformConfig read = PlatformConfig.read(config);
        read.warnings().forEach(warning -> LOG.warn("{}", warning));
        read.retries().ifPresent(this::pipelineRetries);
        workflows = workflows.withPinned(read.pinned());
        kratixDefaults =
                Map.of(Kinds.GIT_STATE_STORE, Map.of("minimumFetchInterval", GoDuration.print(read.fetchInterval())));
        return keptRuns(read.keptRuns())
                .reconciliationInterval(read.reconciliationInterval())
                .stateStoreReconciliationInterval(read.storeInterval())
                .reconcileAfterFailure(read.reconcileAfterFailure());
    }

    /**
     * Sets what becomes of Pipelines that run when the engine is closed.
     *
     * @param choice {@link RunsOnClose#CANCEL} where none is set
     * @return this builder
     */
    public KratixBuilder runsOnClose(RunsOnClose choice) {
        runsOnClose = Objects.requireNonNull(choice, "choice");
        return this;
    }

    /**
     * Bounds how long {@link Kratix#close} waits for what is under way, for listeners to be told, for runs to be released, and
     * for plugins to close: this long for each of the four. State Stores and the runner are closed on threads of their own, so
     * that one that hangs keeps nobody.
     *
     * @param limit ten seconds where none is set
     * @return this builder
     */
    public KratixBuilder closeTimeout(Duration limit) {
        closeTimeout = Spans.checked("closeTimeout", limit);
        return this;
    }

    /**
     * Sets how often each State Store is read and compared with what it confirmed; what differs is written again. In
     * Kratix' configuration {@code stateStoreReconciliationInterval}, or {@code workPlacementRewriteInterval}.
     *
     * @param interval ten hours where none is set; zero for never
     * @return this builder
     */
    public KratixBuilder stateStoreReconciliationInterval(Duration interval) {
        times = times.comparing(Spans.checked("stateStoreReconciliationInterval", interval));
        return this;
    }

    /**
     * Bounds each call of a State Store: one that takes longer is interrupted, and tried again later.
     *
     * @param open ten seconds where none is set
     * @param checkAccess one minute where none is set
     * @param read one minute where none is set
     * @param write five minutes where none is set
     * @return this builder
     */
    public KratixBuilder stateStoreTimeLimits(Duration open, Duration checkAccess, Duration read, Duration write) {
        times = times.limits(
                Spans.positive("stateStoreTimeLimits: open", open),
                Spans.positive("stateStoreTimeLimits: checkAccess", checkAccess),
                Spans.positive("stateStoreTimeLimits: read", read),
                Spans.positive("stateStoreTimeLimits: write", write));
        return this;
    }

    /**
     * {@return a running engine} It does not connect to anything before it returns: a remote that is down holds up only
     * what needs it.
     *
     * @throws IllegalStateException if registry or runner are missing, two plugins offer the same, or none reads what was
     *     configured
     * @throws io.kratix.spi.PluginException if the workflow runner refuses its settings
     * @throws io.kratix.registry.RegistryException if the registry cannot be used
     */
    public Kratix open() {
        return new Opening(this).open();
    }
}
