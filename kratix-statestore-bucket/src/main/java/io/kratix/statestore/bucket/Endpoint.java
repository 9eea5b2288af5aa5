// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.minio.Http;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where an S3 server is.
 *
 * @param url scheme, host and port
 */
record Endpoint(HttpUrl url) {
    /** What S3 takes for a bucket's region where nobody says another. */
    static final String USUAL_REGION = "us-east-1";

    private static final String AMAZONS_PLACE = "amazonaws.com";

    private static final Pattern AMAZON = Pattern.compile("s3([.-][a-z0-9.-]+)?\\.amazonaws\\.com(\\.cn)?");

    /**
     * {@return the endpoint that a document names}
     *
     * @param text host, or host and port
     * @param insecure whether it speaks HTTP instead of HTTPS
     * @throws IllegalArgumentException if it names none; the message says what is allowed
     */
    static Endpoint parse(String text, boolean insecure) {
        boolean bare = text.chars().noneMatch(character -> "/@?#\\ ".indexOf(character) >= 0);
        @Nullable HttpUrl url = bare ? HttpUrl.parse((insecure ? "http://" : "https://") + text) : null;
        if (url == null) {
            throw new IllegalArgumentException(
                    "must be a host or host:port, as in s3.amazonaws.com or minio:9000, without"
                            + " scheme and path: 'insecure: true' asks for HTTP");
        }
        // Refuses what looks like Amazon's and is not; reads no more than the name.
        requireKnownToTheClient(url);
        return new Endpoint(url);
    }

    /**
     * {@return the one spelling of the place: host, and port where it is not the usual one} Amazon's names all lead to one
     * set of buckets for each of its partitions.
     */
    String place() {
        String host = url.host();
        if (AMAZON.matcher(host).matches() && !host.contains("accesspoint") && !host.contains("vpce")) {
            String partition = host.contains("us-gov-") ? "us-gov." : "";
            return partition + (host.endsWith(".cn") ? AMAZONS_PLACE + ".cn" : AMAZONS_PLACE);
        }
        String name = host.contains(":") ? "[" + host + "]" : host;
        return url.port() == HttpUrl.defaultPort(url.scheme()) ? name : name + ":" + url.port();
    }

    /** {@return the region to assume where nobody tells one: that of the endpoint's name, where it has one} */
    String likelyRegion() {
        return regionInName().orElse(USUAL_REGION);
    }

    /**
     * {@return whether the server can be asked for a bucket's region} The client asks Amazon's oldest region, which knows the
     * buckets of all others, except in the partitions of states and behind private endpoints: these have no such host.
     */
    boolean tellsRegions() {
        return regionInName().isEmpty() || place().equals(AMAZONS_PLACE);
    }

    /** {@return the region that the endpoint's name holds, as Amazon's do} */
    Optional<String> regionInName() {
        return Optional.ofNullable(new Http.BaseUrl(url).region());
    }

    private static void requireKnownToTheClient(HttpUrl url) {
        new Http.BaseUrl(url);
    }

    @Override
    public String toString() {
        return url.scheme() + "://" + url.host() + ":" + url.port();
    }
}
