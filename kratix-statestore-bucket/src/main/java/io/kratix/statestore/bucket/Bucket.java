// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.minio.GetBucketLocationArgs;
import io.minio.MinioAsyncClient;
import io.minio.credentials.Provider;
import io.minio.errors.ErrorResponseException;
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
    /** What S3 takes for a bucket's region where nobody says another. */
    private static final String USUAL_REGION = "us-east-1";

    private final Address address;
    private final OkHttpClient http;
    private final @Nullable Provider provider;
    private final Executor executor;
    private final int width;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private volatile String region;

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
        this.region = address.region();
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
        if (region.isEmpty()) {
            region = askForRegion();
        }
        return newSession(region);
    }

    /** Makes the bucket, unless somebody else was faster: in the region that is named, if one is. */
    void make() throws InterruptedException, RequestException {
        String named = address.region().equals(USUAL_REGION) ? "" : address.region();
        try (Session session = newSession(named.isEmpty() ? USUAL_REGION : named)) {
            session.await(session.makeBucket(named));
        } catch (RequestException e) {
            if (!BucketErrors.isMadeAlready(e)) {
                throw e;
            }
        }
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

    /** Not everybody who may write may ask; then it is the usual one, or the server names the right one in its refusal. */
    private String askForRegion() throws InterruptedException, RequestException {
        if (provider == null) {
            return USUAL_REGION;
        }
        try (Session session = newSession(USUAL_REGION)) {
            return checked(session.await(region(session)));
        } catch (RequestException e) {
            if (e.getCause() instanceof ErrorResponseException answer && mayNotAsk(answer)) {
                return USUAL_REGION;
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
        throw new RequestException(
                new IOException("what answers there does not speak S3: it calls the bucket's region '" + told + "'"));
    }

    private static boolean mayNotAsk(ErrorResponseException answer) {
        return Set.of("AccessDenied", "MethodNotAllowed", "NotImplemented")
                .contains(answer.errorResponse().code());
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
