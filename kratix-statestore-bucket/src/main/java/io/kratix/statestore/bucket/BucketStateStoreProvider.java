// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.PluginContext;
import io.kratix.spi.Settings;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreProvider;

/**
 * Opens documents of kind {@code BucketStateStore}.
 *
 * <p>Fields of the document: {@code endpoint} and {@code bucketName} (required), {@code insecure} ({@code false}),
 * {@code useDualStack} ({@code false}), {@code authMethod} ({@code accessKey} or {@code IAM}), {@code secretRef} with
 * {@code accessKeyID}, {@code secretAccessKey} and, for keys that were lent, {@code sessionToken}. Our own, which Kratix
 * does not know: {@code region} (asked for where it is not named), {@code addressing} ({@code auto}, {@code path} or
 * {@code host}), {@code caBundle} (PEM) and {@code conditionalWrites} ({@code false}).
 *
 * <p>Fields of the engine's configuration for this kind, which are the embedder's to decide: {@code createBucket}
 * ({@code false}: a bucket that is missing is not made), {@code parallelRequests} ({@code 16}, 1 to 256).
 */
public final class BucketStateStoreProvider implements StateStoreProvider {
    private static final int MOST_REQUESTS = 256;

    /** Made by {@link java.util.ServiceLoader} or by hand; does nothing. */
    public BucketStateStoreProvider() {
        // nothing to set up before a document asks
    }

    @Override
    public String kind() {
        return "BucketStateStore";
    }

    @Override
    public String location(Settings settings) {
        return BucketStateStoreSettings.read(settings).location();
    }

    @Override
    public StateStore open(Settings settings, PluginContext context) {
        BucketStateStoreSettings spec = BucketStateStoreSettings.read(settings);
        Keys keys = spec.keys(settings);
        Settings configuration = context.configuration();
        BucketStateStoreBuilder store = BucketStateStoreBuilder.of(spec)
                .keys(keys)
                .createBucket(configuration.flag("createBucket", false))
                .parallelRequests(parallelRequests(configuration))
                .networkTimeout(context.networkTimeout())
                .clock(context.clock())
                .executor(context.executor())
                .cacheDirectory(context.cacheDirectory())
                .onWarning(context::warn);
        configuration.done();
        return store.open();
    }

    private static int parallelRequests(Settings configuration) {
        long wanted = configuration.number("parallelRequests", BucketStateStoreBuilder.DEFAULT_REQUESTS);
        if (wanted < 1 || wanted > MOST_REQUESTS) {
            configuration.problem("parallelRequests", "must be a number from 1 to " + MOST_REQUESTS);
            return BucketStateStoreBuilder.DEFAULT_REQUESTS;
        }
        return Math.toIntExact(wanted);
    }
}
