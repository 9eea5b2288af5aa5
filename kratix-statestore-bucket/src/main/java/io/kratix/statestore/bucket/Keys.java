// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.Secret;
import io.minio.credentials.IamAwsProvider;
import io.minio.credentials.Provider;
import io.minio.credentials.StaticProvider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What requests are signed with. */
@FunctionalInterface
interface Keys {
    /** {@return where the client asks for the keys before each request; null for requests that nobody signs} */
    @Nullable
    Provider provider();

    /**
     * {@return fixed keys} Two empty ones mean requests that nobody signs, as in Kratix.
     *
     * @param accessKeyId the key's name
     * @param secretAccessKey the key
     * @param sessionToken for keys that were lent for a while
     */
    static Keys of(Secret accessKeyId, Secret secretAccessKey, Optional<Secret> sessionToken) {
        String name = accessKeyId.text();
        String key = secretAccessKey.text();
        if (name.isEmpty() && key.isEmpty()) {
            return () -> null;
        }
        @Nullable
        String token =
                sessionToken.map(Secret::text).filter(text -> !text.isEmpty()).orElse(null);
        return () -> new StaticProvider(name, key, token);
    }

    /** {@return the keys that Amazon lends to the machine, the container or the service account; renewed by themselves} */
    static Keys ofTheMachine() {
        return () -> new IamAwsProvider(null, null);
    }
}
