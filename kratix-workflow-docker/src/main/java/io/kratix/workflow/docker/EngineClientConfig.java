// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.SSLConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What docker-java has to know. Its own configuration also reads the environment, system properties and files of this
 * machine; which engine is spoken to, and as whom images are pulled, shall not depend on them behind the caller's back.
 */
final class EngineClientConfig implements DockerClientConfig {
    private final EngineAddress address;

    EngineClientConfig(EngineAddress address) {
        this.address = address;
    }

    @Override
    public URI getDockerHost() {
        return address.uri();
    }

    /** {@return no version: each engine then answers in the newest one that it knows} */
    @Override
    public RemoteApiVersion getApiVersion() {
        return RemoteApiVersion.unknown();
    }

    /** {@return nothing: the transport has the certificates} */
    @Override
    @SuppressWarnings("deprecation") // the interface asks for this type
    public @Nullable SSLConfig getSSLConfig() {
        return null;
    }

    @Override
    public @Nullable AuthConfig effectiveAuthConfig(String imageName) {
        return null;
    }

    @Override
    public AuthConfigurations getAuthConfigurations() {
        return new AuthConfigurations();
    }

    @Override
    public @Nullable String getRegistryUsername() {
        return null;
    }

    @Override
    public @Nullable String getRegistryPassword() {
        return null;
    }

    @Override
    public @Nullable String getRegistryEmail() {
        return null;
    }

    @Override
    public @Nullable String getRegistryUrl() {
        return null;
    }
}
