// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.PluginException;
import io.minio.GetBucketLocationArgs;
import io.minio.MinioAsyncClient;
import io.minio.credentials.Provider;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/** One bucket of one server, and what the sessions with it share: connections, keys, the region. Safe for several threads. */
final class Bucket implements AutoCloseable {
    private final Address address;
    private final OkHttpClient http;
    private final @Nullable Provider provider;
    private final Executor executor;
    private final int width;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private volatile Region region;

    /**
     * Where a bucket is.
     *
     * @param endpoint the server
     * @param name the bucket's name
     * @param region empty if the server shall be asked
     * @param addressing how requests name the bucket
     * @param useDualStack whether Amazon's endpoints for IPv4 and IPv6 are used
     */
    record Address(Endpoint endpoint, String name, String region, Addressing addressing, boolean useDualStack) {
        @Override
        public String toString() {
            return "bucket '" + name + "' at " + endpoint;
        }
    }

    /**
     * The region that requests are signed for.
     *
     * @param name empty if the server has to be asked
     * @param isTold by the document or by the server, and not assumed because the server does not tell it
     */
    private record Region(String name, boolean isTold) {
        static final Region UNKNOWN = new Region("", false);
    }

    /**
     * Makes a bucket known; nothing is asked of the server.
     *
     * @param address where it is
     * @param keys what requests are signed with
     * @param caBundle certificates that are believed besides the usual ones
     * @param executor where requests run
     * @param width how many requests run at once
     * @param timeout how long to wait for connecting and for each read
     */
    Bucket(Address address, Keys keys, String caBundle, Executor executor, int width, Duration timeout) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(width, 1, TimeUnit.MINUTES))
                .connectTimeout(timeout)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .addInterceptor(new BusyInterceptor())
                // Another host would get a request that is signed for this one, and refuse it with a riddle.
                .followRedirects(false);
        if (address.endpoint().url().isHttps()) {
            Trust.add(builder, caBundle);
        } else {
            // Spares reading the JVM's certificates, which takes longer than a small write.
            builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
        }
        this.address = address;
        this.http = builder.build();
        this.provider = keys.provider();
        this.executor = executor;
        this.width = width;
        this.region = new Region(address.region(), true);
    }

    /** {@return how many requests run at once} */
    int width() {
        return width;
    }

    /**
     * {@return a session, to be closed}
     *
     * @throws InterruptedException if the engine asked to stop waiting
     * @throws RequestException if the bucket's region cannot be told
     */
    Session session() throws InterruptedException, RequestException {
        Region present = region;
        if (present.name().isEmpty()) {
            present = askForRegion();
            region = present;
        }
        return newSession(present.name());
    }

    /** {@return whether the server is asked for the region, as the document names none} */
    boolean asksForRegion() {
        return address.region().isEmpty();
    }

    /**
     * Has the next session ask for the region again where a failure makes it doubtful: one that was told if the bucket is not
     * there, one that was assumed in any case.
     */
    void doubtRegion(RequestException failure) {
        if (asksForRegion() && (!region.isTold() || BucketErrors.isElsewhere(failure))) {
            region = Region.UNKNOWN;
        }
    }

    /**
     * Makes the bucket in the region that the document names, else in the endpoint's; its server makes it nowhere else.
     *
     * @return false if somebody else was faster
     */
    boolean make() throws InterruptedException, RequestException {
        String named = asksForRegion() ? address.endpoint().regionInName().orElse("") : address.region();
        String constraint = named.equals(Endpoint.USUAL_REGION) ? "" : named;
        try (Session session = newSession(named.isEmpty() ? Endpoint.USUAL_REGION : named)) {
            session.await(session.makeBucket(constraint));
            return true;
        } catch (RequestException e) {
            if (BucketErrors.isMadeAlready(e)) {
                return false;
            }
            throw BucketErrors.isBeingMade(e) ? RequestException.of(isBeingMade(e)) : e;
        }
    }

    private PluginException isBeingMade(RequestException refusal) {
        return PluginException.unavailable(
                        this + " is being made or removed by somebody else (" + refusal.getMessage() + ")")
                .causedBy(refusal);
    }

    private Session newSession(String inRegion) {
        Dispatcher dispatcher = new Dispatcher(new LentExecutor(executor));
        dispatcher.setMaxRequests(width);
        dispatcher.setMaxRequestsPerHost(width);
        Session session = new Session(client(dispatcher, inRegion), dispatcher, address.name(), sessions::remove);
        sessions.add(session);
        return session;
    }

    private MinioAsyncClient client(Dispatcher dispatcher, String inRegion) {
        MinioAsyncClient client = MinioAsyncClient.builder()
                .endpoint(address.endpoint().url())
                .region(inRegion)
                .credentialsProvider(provider)
                .httpClient(http.newBuilder().dispatcher(dispatcher).build())
                .build();
        switch (address.addressing()) {
            case AUTO -> {}
            case PATH -> client.disableVirtualStyleEndpoint();
            case HOST -> client.enableVirtualStyleEndpoint();
        }
        if (address.useDualStack()) {
            client.enableDualStackEndpoint();
        }
        return client;
    }

    /** Not everybody who may write may ask; then it is the likely one, or the server names the right one in its refusal. */
    private Region askForRegion() throws InterruptedException, RequestException {
        Region assumed = new Region(address.endpoint().likelyRegion(), false);
        if (provider == null || !address.endpoint().tellsRegions()) {
            return assumed;
        }
        try (Session session = newSession(Endpoint.USUAL_REGION)) {
            return new Region(checked(session.await(region(session))), true);
        } catch (RequestException e) {
            if (mayNotAsk(e)) {
                return assumed;
            }
            throw e;
        }
    }

    private CompletableFuture<String> region(Session session) {
        return session.ask(client -> client.getBucketLocation(GetBucketLocationArgs.builder()
                .skipValidation(true)
                .bucket(address.name())
                .build()));
    }

    private static String checked(String told) throws RequestException {
        if (BucketStateStoreSettings.isRegion(told)) {
            return told;
        }
        throw RequestException.of(
                new IOException("what answers there does not speak S3: it calls the bucket's region '" + told + "'"));
    }

    private static boolean mayNotAsk(RequestException refusal) {
        return Set.of("AccessDenied", "MethodNotAllowed", "NotImplemented").contains(refusal.code());
    }

    /** Stops what is under way and frees the connections. */
    @Override
    public void close() {
        sessions.forEach(Session::close);
        http.connectionPool().evictAll();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
