// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.AuthConfig;
import io.kratix.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The credentials of {@code imagePullSecrets}: secrets with a key {@code .dockerconfigjson}. */
final class RegistryCredentials {
    private static final String KEY = ".dockerconfigjson";
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Entry(String place, AuthConfig auth) {}

    private final List<Entry> entries = new ArrayList<>();

    /**
     * Adds a secret's credentials; earlier ones go first.
     *
     * @param name the secret's name, for messages
     * @param values the secret's values by key
     */
    void add(String name, Map<String, Secret> values) {
        Secret config = values.get(KEY);
        if (config == null) {
            throw new RunFailedException("imagePullSecrets: the secret '" + name + "' has no key '" + KEY
                    + "'; make it as a secret of type kubernetes.io/dockerconfigjson");
        }
        auths(name, config).properties().stream()
                .filter(entry -> hasCredentials(entry.getValue()))
                .forEach(entry -> entries.add(new Entry(place(entry.getKey()), auth(name, entry))));
    }

    /** {@return the places that there are credentials for, for messages; empty: none} */
    List<String> places() {
        return entries.stream().map(Entry::place).toList();
    }

    /** A credential store, which {@code credsStore} names, leaves entries empty. */
    private static boolean hasCredentials(JsonNode fields) {
        return Stream.of("auth", "username", "password", "identitytoken")
                .anyMatch(field -> !fields.path(field).asText("").isEmpty());
    }

    /** {@return the credentials for an image's registry: those of the longest place that the image lies below} */
    Optional<AuthConfig> of(ImageName image) {
        String below =
                image.registry().equals("docker.io") && !image.repository().startsWith("docker.io/")
                        ? "docker.io/" + image.repository()
                        : image.repository();
        return entries.stream()
                .filter(entry -> isBelow(below, entry.place))
                .max((left, right) -> Integer.compare(left.place.length(), right.place.length()))
                .map(Entry::auth);
    }

    /** As in Kubernetes: {@code *} and {@code ?} in a part of the registry's name stand for what has no dot. */
    private static boolean isBelow(String image, String place) {
        int slash = place.indexOf('/');
        String host = slash < 0 ? place : place.substring(0, slash);
        String path = slash < 0 ? "" : place.substring(slash);
        String pattern = Pattern.quote(host).replace("*", "\\E[^./]*\\Q").replace("?", "\\E[^./]\\Q");
        return Pattern.matches(pattern + Pattern.quote(path) + "(/.*)?", image);
    }

    private static JsonNode auths(String name, Secret config) {
        try {
            JsonNode auths = JSON.readTree(config.bytes()).path("auths");
            if (auths.isObject()) {
                return auths;
            }
        } catch (IOException e) {
            // said below, without the parser's words: they quote the secret
        }
        throw new RunFailedException("imagePullSecrets: the key '" + KEY + "' of the secret '" + name
                + "' must be a JSON object with an object 'auths'");
    }

    private static AuthConfig auth(String name, Map.Entry<String, JsonNode> entry) {
        JsonNode fields = entry.getValue();
        AuthConfig auth = new AuthConfig().withRegistryAddress(entry.getKey());
        if (fields.path("identitytoken").isTextual()) {
            auth.withIdentityToken(fields.path("identitytoken").asText());
        }
        String both = decoded(name, entry.getKey(), fields.path("auth").asText(""));
        int colon = both.indexOf(':');
        return auth.withUsername(fields.path("username").asText(colon < 0 ? "" : both.substring(0, colon)))
                .withPassword(fields.path("password").asText(colon < 0 ? "" : both.substring(colon + 1)));
    }

    private static String decoded(String name, String place, String auth) {
        try {
            return new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RunFailedException("imagePullSecrets: in the secret '" + name + "', 'auth' of '" + place
                    + "' must be Base64 of user:password");
        }
    }

    /** {@code https://index.docker.io/v1/} is how Docker's own program names Docker Hub. */
    private static String place(String written) {
        String place = written.replaceFirst("^https?://", "").replaceFirst("/+$", "");
        String bare = place.replaceFirst("/v[12]$", "");
        return bare.equals("index.docker.io") || bare.equals("registry-1.docker.io") ? "docker.io" : bare;
    }
}
