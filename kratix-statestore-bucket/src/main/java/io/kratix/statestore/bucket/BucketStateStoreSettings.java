// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.SecretValues;
import io.kratix.spi.Settings;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a document of kind BucketStateStore says.
 *
 * @param endpoint where the server is
 * @param bucket the bucket's name
 * @param region the bucket's region; empty if the server shall be asked
 * @param addressing how requests name the bucket
 * @param useDualStack whether Amazon's endpoints for IPv4 and IPv6 are used
 * @param caBundle certificates, PEM, that the server's certificate may be signed by besides the usual ones; may be empty
 * @param conditionalWrites whether the document says that the server's conditional writes can be trusted
 * @param authMethod how to authenticate
 */
record BucketStateStoreSettings(
        Endpoint endpoint,
        String bucket,
        String region,
        Addressing addressing,
        boolean useDualStack,
        String caBundle,
        boolean conditionalWrites,
        AuthMethod authMethod) {
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{1,61}[A-Za-z0-9]");
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** Kratix's ways to authenticate. */
    enum AuthMethod {
        /** {@code accessKey}: with the keys of a secret. */
        ACCESS_KEY,
        /** {@code IAM}: with what the machine was given. */
        IAM
    }

    /**
     * {@return the settings of a document; the secret is asked for by {@link #keys}}
     *
     * @param spec the document's {@code spec}
     * @throws io.kratix.spi.PluginException {@code MISCONFIGURED}, with every problem
     */
    static BucketStateStoreSettings read(Settings spec) {
        Optional<Endpoint> endpoint = endpoint(spec);
        String bucket = bucket(spec);
        String region = region(spec);
        Addressing addressing = spec.choice("addressing", Addressing.AUTO);
        boolean dualStack = spec.flag("useDualStack", false);
        String caBundle = caBundle(spec);
        boolean conditional = spec.flag("conditionalWrites", false);
        AuthMethod method = authMethod(spec);
        spec.secret("secretRef");
        spec.done();
        return new BucketStateStoreSettings(
                endpoint.orElseThrow(), bucket, region, addressing, dualStack, caBundle, conditional, method);
    }

    /** {@return the name of the place: {@code s3:minio.example.com:9000/kratix}} */
    String location() {
        return "s3:" + endpoint.place() + "/" + bucket;
    }

    /**
     * {@return the keys that the document's secret holds, or those of the machine}
     *
     * @param spec the document's {@code spec}
     * @throws io.kratix.spi.PluginException {@code MISCONFIGURED}, if a key is missing
     */
    Keys keys(Settings spec) {
        if (authMethod == AuthMethod.IAM) {
            return Keys.ofTheMachine();
        }
        SecretValues secret = spec.secret("secretRef");
        Keys keys = Keys.of(
                secret.required("accessKeyID"), secret.required("secretAccessKey"), secret.optional("sessionToken"));
        spec.done();
        return keys;
    }

    private static Optional<Endpoint> endpoint(Settings spec) {
        String text = spec.text("endpoint");
        boolean insecure = spec.flag("insecure", false);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Endpoint.parse(text, insecure));
        } catch (IllegalArgumentException e) {
            spec.problem("endpoint", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static String bucket(Settings spec) {
        String bucket = spec.text("bucketName");
        String problem = bucket.isEmpty() ? "" : problemOfBucket(bucket);
        if (!problem.isEmpty()) {
            spec.problem("bucketName", problem);
        }
        return bucket;
    }

    /** {@return what is wrong with a bucket's name; empty if nothing is} */
    static String problemOfBucket(String bucket) {
        return BUCKET.matcher(bucket).matches() && !bucket.contains("..")
                ? ""
                : "must be 3 to 63 letters, digits, '.', '-', '_' and ':', begin and end with a letter or digit, and not have"
                        + " '..'";
    }

    private static String region(Settings spec) {
        String region = spec.text("region", "");
        if (!region.isEmpty() && !isRegion(region)) {
            spec.problem("region", "must be a region's name, as in eu-west-1");
        }
        return region;
    }

    static boolean isRegion(String text) {
        return REGION.matcher(text).matches();
    }

    private static String caBundle(Settings spec) {
        String text = spec.text("caBundle", "");
        String problem = problemOfBundle(text, spec.flag("insecure", false));
        if (!problem.isEmpty()) {
            spec.problem("caBundle", problem);
        }
        return text;
    }

    /** {@return what is wrong with a bundle for a server; empty if nothing is or there is no bundle} */
    static String problemOfBundle(String bundle, boolean insecure) {
        String problem = Trust.problemOf(bundle);
        return problem.isEmpty() && insecure && !bundle.isBlank()
                ? "is for HTTPS, and 'insecure: true' asks for HTTP: leave one of the two out"
                : problem;
    }

    private static AuthMethod authMethod(Settings spec) {
        String method = spec.text("authMethod", "");
        switch (method) {
            case "", "accessKey" -> {
                return AuthMethod.ACCESS_KEY;
            }
            case "IAM" -> {
                return AuthMethod.IAM;
            }
            default -> {
                spec.problem("authMethod", "must be accessKey or IAM");
                return AuthMethod.ACCESS_KEY;
            }
        }
    }
}
