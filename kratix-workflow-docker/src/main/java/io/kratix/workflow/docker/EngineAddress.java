// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a container engine listens.
 *
 * @param uri {@code unix:///var/run/docker.sock}, {@code tcp://build.example.org:2376}
 * @param certificates the directory with {@code ca.pem}, {@code cert.pem} and {@code key.pem} if the engine is spoken to
 *     over TLS
 * @param origin who named it, for messages: {@code named by DOCKER_HOST}
 */
record EngineAddress(URI uri, Optional<Path> certificates, String origin) {
    private static final Set<String> SCHEMES = Set.of("unix", "tcp", "npipe");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]+){3}|\\[::1]");

    /**
     * {@return an address without certificates}
     *
     * @throws IllegalArgumentException if it is of no kind that can be spoken to
     */
    static EngineAddress of(String uri, String origin) {
        URI parsed = parsed(uri, origin);
        String scheme = String.valueOf(parsed.getScheme());
        if (!SCHEMES.contains(scheme)) {
            String remedy = scheme.equals("ssh")
                    ? "; forward the engine's socket: ssh -L /run/user/1000/engine.sock:/var/run/docker.sock HOST"
                    : "";
            throw new IllegalArgumentException(
                    "the engine's address '" + uri + "' (" + origin + ") must begin with unix:// or tcp://" + remedy);
        }
        if (scheme.equals("tcp") && (parsed.getHost() == null || parsed.getPort() < 0)) {
            throw new IllegalArgumentException(
                    "the engine's address '" + uri + "' (" + origin + ") must name host and port, as tcp://host:2376");
        }
        return new EngineAddress(parsed, Optional.empty(), origin);
    }

    /** A password may stand in the address: it is not shown. */
    private static URI parsed(String uri, String origin) {
        try {
            URI parsed = new URI(uri);
            if (parsed.getRawUserInfo() == null) {
                return parsed;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the engine's address (" + origin + ") is none: " + e.getReason()
                    + " at character " + e.getIndex() + "; write unix:///path or tcp://host:2376");
        }
        throw new IllegalArgumentException(
                "the engine's address (" + origin + ") must name no user: engines know their callers by certificates");
    }

    EngineAddress withCertificates(Path directory) {
        return new EngineAddress(uri, Optional.of(directory), origin);
    }

    /** {@return whether others on the way can read along: it is on another machine, and not spoken to over TLS} */
    boolean isInTheClear() {
        return "tcp".equals(uri.getScheme())
                && certificates.isEmpty()
                && !LOOPBACK.matcher(String.valueOf(uri.getHost())).matches();
    }

    /** {@return the address and who named it} */
    @Override
    public String toString() {
        return uri + " (" + origin + ")";
    }
}
