// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.Secret;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Builds a {@link BucketStateStore}; not safe for several threads. */
public final class BucketStateStoreBuilder {
    static final int DEFAULT_REQUESTS = 16;

    private static final Duration DEFAULT_NETWORK_TIMEOUT = Duration.ofSeconds(30);

    private final String endpoint;
    private final String bucket;
    private boolean insecure;
    private String region = "";
    private Addressing addressing = Addressing.AUTO;
    private boolean useDualStack;
    private String caBundle = "";
    private boolean conditionalWrites;
    private boolean createBucket;
    private int parallelRequests = DEFAULT_REQUESTS;
    private Keys keys = Keys.ofTheMachine();
    private Duration networkTimeout = DEFAULT_NETWORK_TIMEOUT;
    private Clock clock = Clock.systemUTC();
    private Path cacheDirectory = Path.of(System.getProperty("java.io.tmpdir"));
    private @Nullable Executor executor;
    private Consumer<String> onWarning =
            text -> LoggerFactory.getLogger(BucketStateStore.class).warn(text);

    BucketStateStoreBuilder(String endpoint, String bucket) {
        String problem = BucketStateStoreSettings.problemOfBucket(bucket);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException("bucket '" + bucket + "' " + problem);
        }
        this.endpoint = endpoint;
        this.bucket = bucket;
    }

    static BucketStateStoreBuilder of(BucketStateStoreSettings spec) {
        String host = spec.endpoint().url().host();
        String server = (host.contains(":") ? "[" + host + "]" : host) + ":"
                + spec.endpoint().url().port();
        BucketStateStoreBuilder builder = new BucketStateStoreBuilder(server, spec.bucket());
        builder.addressing = spec.addressing();
        return builder.insecure(!spec.endpoint().url().isHttps())
                .region(spec.region())
                .useDualStack(spec.useDualStack())
                .caBundle(spec.caBundle())
                .conditionalWrites(spec.conditionalWrites());
    }

    /**
     * Sets what requests are signed with.
     *
     * @param accessKeyId the key's name; this machine's role in Amazon's cloud where no keys are named
     * @param secretAccessKey the key
     * @return this builder
     */
    public BucketStateStoreBuilder accessKey(Secret accessKeyId, Secret secretAccessKey) {
        return keys(Keys.of(accessKeyId, secretAccessKey, Optional.empty()));
    }

    /**
     * Sets what requests are signed with: keys that were lent for a while.
     *
     * @param accessKeyId the key's name
     * @param secretAccessKey the key
     * @param sessionToken what came with them
     * @return this builder
     */
    public BucketStateStoreBuilder accessKey(Secret accessKeyId, Secret secretAccessKey, Secret sessionToken) {
        return keys(Keys.of(accessKeyId, secretAccessKey, Optional.of(sessionToken)));
    }

    BucketStateStoreBuilder keys(Keys source) {
        keys = source;
        return this;
    }

    /**
     * Sets whether the server speaks HTTP.
     *
     * @param http false where nothing is said: HTTPS
     * @return this builder
     */
    public BucketStateStoreBuilder insecure(boolean http) {
        insecure = http;
        return this;
    }

    /**
     * Names the bucket's region.
     *
     * @param name empty where nothing is said: the server is asked, and asked again when that turns out wrong
     * @return this builder
     */
    public BucketStateStoreBuilder region(String name) {
        region = name;
        return this;
    }

    /**
     * Names the bucket in the path of each request, as in {@code https://endpoint/bucket/key}; so it is for all servers but
     * Amazon's where nothing is said.
     *
     * @return this builder
     */
    public BucketStateStoreBuilder bucketInPath() {
        addressing = Addressing.PATH;
        return this;
    }

    /**
     * Names the bucket in the host of each request, as in {@code https://bucket.endpoint/key}; so it is for Amazon's servers
     * where nothing is said.
     *
     * @return this builder
     */
    public BucketStateStoreBuilder bucketInHost() {
        addressing = Addressing.HOST;
        return this;
    }

    /**
     * Sets whether Amazon's endpoints for IPv4 and IPv6 are used.
     *
     * @param dualStack false where nothing is said: IPv4
     * @return this builder
     */
    public BucketStateStoreBuilder useDualStack(boolean dualStack) {
        useDualStack = dualStack;
        return this;
    }

    /**
     * Names certificates that the server's may be signed by, besides those that the JVM believes.
     *
     * @param pem certificates, PEM; none where nothing is said
     * @return this builder
     * @throws IllegalArgumentException if it holds none
     */
    public BucketStateStoreBuilder caBundle(String pem) {
        String problem = Trust.problemOf(pem);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException("caBundle " + problem);
        }
        caBundle = pem;
        return this;
    }

    /**
     * Sets whether the server's conditional writes are atomic, which cannot be seen from outside, and shall be used.
     *
     * @param atomic false where nothing is said
     * @return this builder
     */
    public BucketStateStoreBuilder conditionalWrites(boolean atomic) {
        conditionalWrites = atomic;
        return this;
    }

    /**
     * Sets whether a bucket that is missing is made.
     *
     * @param create false where nothing is said: a slip of the pen would make a bucket that nobody reads
     * @return this builder
     */
    public BucketStateStoreBuilder createBucket(boolean create) {
        createBucket = create;
        return this;
    }

    /**
     * Sets how many requests of a call run at once.
     *
     * @param most 16 where nothing is said
     * @return this builder
     */
    public BucketStateStoreBuilder parallelRequests(int most) {
        parallelRequests = most;
        return this;
    }

    /**
     * Sets how long to wait for connecting and for each read.
     *
     * @param timeout 30 s where nothing is said
     * @return this builder
     */
    public BucketStateStoreBuilder networkTimeout(Duration timeout) {
        networkTimeout = timeout;
        return this;
    }

    /**
     * Sets the clock that tells how old is what the store remembers.
     *
     * @param source the system's where nothing is said
     * @return this builder
     */
    public BucketStateStoreBuilder clock(Clock source) {
        clock = source;
        return this;
    }

    /**
     * Sets where contents of more than a few MiB wait until they are sent.
     *
     * @param directory the system's for temporary files where nothing is said
     * @return this builder
     */
    public BucketStateStoreBuilder cacheDirectory(Path directory) {
        cacheDirectory = directory;
        return this;
    }

    /**
     * Sets where requests run.
     *
     * @param threads starts as many tasks at once as there are parallel requests, and rejects those for which it has no
     *     thread, which then wait for others of the same call or run in the caller's; threads of the store's own where
     *     nothing is said
     * @return this builder
     */
    public BucketStateStoreBuilder executor(Executor threads) {
        executor = threads;
        return this;
    }

    /**
     * Sets who is told of what is no failure.
     *
     * @param listener the log where nothing is said
     * @return this builder
     */
    public BucketStateStoreBuilder onWarning(Consumer<String> listener) {
        onWarning = listener;
        return this;
    }

    /**
     * {@return the store; nothing has been asked of the server yet}
     *
     * @throws IllegalArgumentException if the endpoint is none, or HTTP shall be spoken with certificates
     */
    public BucketStateStore open() {
        String problem = BucketStateStoreSettings.problemOfBundle(caBundle, insecure);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException("caBundle " + problem);
        }
        if (executor != null) {
            return open(executor, () -> {});
        }
        ExecutorService own = Executors.newCachedThreadPool(this::newThread);
        return open(own, own::shutdownNow);
    }

    private BucketStateStore open(Executor threads, Runnable onClose) {
        Bucket.Address address =
                new Bucket.Address(Endpoint.parse(endpoint, insecure), bucket, region, addressing, useDualStack);
        Bucket server = new Bucket(address, keys, caBundle, threads, parallelRequests, networkTimeout);
        WriteCall.Surroundings around = new WriteCall.Surroundings(
                server, new ObjectMemory(clock), new Traits(conditionalWrites), cacheDirectory, onWarning);
        return new BucketStateStore(around, createBucket, onClose);
    }

    private Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "bucket-" + bucket);
        thread.setDaemon(true);
        return thread;
    }
}
