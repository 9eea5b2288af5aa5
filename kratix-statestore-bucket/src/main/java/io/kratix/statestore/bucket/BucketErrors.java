// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.minio.messages.DeleteResult;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.ProviderException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** The one place that turns what the client and a server say into reasons that the engine acts on. */
final class BucketErrors {
    /** S3 asks for less without saying for how long; so long a pause is what its own tools begin with. */
    static final Duration USUAL_PAUSE = Duration.ofSeconds(2);

    private static final String NO_BUCKET = "NoSuchBucket";

    private static final Set<String> BAD_KEYS = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidSecurity",
            "AccountProblem",
            "NotSignedUp",
            "AllAccessDisabled",
            "InvalidClientTokenId",
            "UnrecognizedClientException");

    private static final Set<String> BAD_TOKENS =
            Set.of("ExpiredToken", "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired", "RequestExpired");

    private static final Set<String> FORBIDDEN = Set.of("AccessDenied", "Forbidden");

    private static final Set<String> OTHER_REGION = Set.of(
            "PermanentRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "AuthorizationQueryParametersError");

    /** As long as a bucket is new, or moves. */
    private static final Set<String> FOR_NOW = Set.of("TemporaryRedirect", "Redirect");

    private static final Set<String> TOO_MUCH = Set.of(
            "SlowDown",
            "SlowDownRead",
            "SlowDownWrite",
            "Throttling",
            "ThrottlingException",
            "RequestLimitExceeded",
            "RequestThrottled",
            "TooManyRequests",
            "BandwidthLimitExceeded",
            "ServiceUnavailable",
            "ServerBusy",
            "XMinioServerNotInitialized");

    private static final Set<String> FULL =
            Set.of("XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded", "InsufficientStorage");

    /** A condition on an object that has gone meanwhile is answered by {@code NoSuchKey}. */
    private static final Set<String> RACES =
            Set.of("PreconditionFailed", "ConditionalRequestConflict", "OperationAborted", "Conflict", "NoSuchKey");

    /** What did not arrive as it was sent, too. */
    private static final Set<String> TEMPORARY = Set.of(
            "InternalError",
            "RequestTimeout",
            "RequestError",
            "BadDigest",
            "IncompleteBody",
            "XAmzContentSHA256Mismatch");

    private static final List<Set<String>> KNOWN = List.of(BAD_KEYS, BAD_TOKENS, FORBIDDEN, TOO_MUCH, FULL);

    /** Servers have codes of their own, as Ceph's {@code UserSuspended}. */
    private static final Map<Integer, String> CODES_OF_STATUS =
            Map.of(401, "AccessDenied", 403, "AccessDenied", 429, "TooManyRequests", 503, "ServiceUnavailable");

    private BucketErrors() {}

    /**
     * {@return what the engine shall do about a failure}
     *
     * @param subject the bucket, for the message
     * @param failure what the client threw
     */
    static PluginException translate(Object subject, RequestException failure) {
        if (failure.getCause() instanceof PluginException translated) {
            return translated;
        }
        boolean isAnswer = failure.status() > 0 || !failure.code().isEmpty();
        PluginException reason = isAnswer ? ofAnswer(subject, failure) : ofSilence(subject, failure);
        return reason.causedBy(failure);
    }

    /**
     * {@return what the engine shall do about an object that was not removed}
     *
     * @param subject the bucket, for the message
     * @param error what the server said of that object
     */
    static PluginException translate(Object subject, DeleteResult.Error error) {
        RequestException failure = new RequestException(error);
        return failure.code().equals(NO_BUCKET)
                ? translate(subject, failure)
                : ofCode(subject + ": " + named(error) + " was not removed", failure.code(), words(failure))
                        .causedBy(failure);
    }

    private static String named(DeleteResult.Error error) {
        return error.objectName() == null ? "what had to go" : "'" + error.objectName() + "'";
    }

    /** {@return whether the server says that there is no such object, or no such bucket} */
    static boolean isMissing(RequestException failure) {
        return isMissingObject(failure) || isMissingBucket(failure);
    }

    static boolean isMissingObject(RequestException failure) {
        return isMissingObject(failure.code());
    }

    static boolean isMissingObject(String code) {
        return code.equals("NoSuchKey");
    }

    static boolean isMissingBucket(RequestException failure) {
        return failure.code().equals(NO_BUCKET);
    }

    /**
     * {@return whether the server says that the bucket is in another region than the one that the request is signed for, or
     * sends the request elsewhere for now}
     */
    static boolean isOtherRegion(RequestException failure) {
        return isInOtherRegion(failure) || FOR_NOW.contains(failure.code());
    }

    private static boolean isInOtherRegion(RequestException failure) {
        boolean isNamed = failure.isElsewhere() && (failure.isUntold() || FOR_NOW.contains(failure.code()));
        return isNamed || OTHER_REGION.contains(failure.code());
    }

    /** {@return whether the server says that the bucket is not there, or not any more, or in another region} */
    static boolean isElsewhere(RequestException failure) {
        return isMissingBucket(failure) || isOtherRegion(failure);
    }

    /** {@return whether a bucket that could not be made is there all the same, and belongs to who asked} */
    static boolean isMadeAlready(RequestException failure) {
        return failure.code().equals("BucketAlreadyOwnedByYou");
    }

    /** {@return whether a bucket could not be made since somebody is just making or removing it} */
    static boolean isBeingMade(RequestException failure) {
        return Set.of("OperationAborted", "Conflict").contains(failure.code());
    }

    /** {@return whether the keys are good, but not for this} */
    static boolean isForbidden(RequestException failure) {
        return FORBIDDEN.contains(failure.code());
    }

    /** {@return whether a condition did not hold; nothing else shows that the server looks at conditions} */
    static boolean isRefusedCondition(RequestException failure) {
        return failure.code().equals("PreconditionFailed");
    }

    /** {@return whether the server does not know this kind of request} */
    static boolean isNotOffered(RequestException failure) {
        return Set.of("NotImplemented", "MethodNotAllowed", "NotSupported").contains(failure.code())
                || (failure.code().isEmpty() && Set.of(405, 501).contains(failure.status()));
    }

    /** {@return whether a failure concerns all requests, so that it is no use to send the others} */
    static boolean concernsAll(PluginException failure) {
        return switch (failure.reason()) {
            case UNAVAILABLE, MISCONFIGURED, LOST -> true;
            case CONFLICT, REJECTED -> false;
            case UNAUTHORIZED -> !(failure.getCause() instanceof RequestException cause && isForbidden(cause));
        };
    }

    private static PluginException ofAnswer(Object subject, RequestException answer) {
        if (isInOtherRegion(answer)) {
            return ofOtherRegion(subject, words(answer), answer.region());
        }
        if (FOR_NOW.contains(answer.code())) {
            return PluginException.unavailable(
                    subject + ": the server sends requests elsewhere for now (" + words(answer) + ")");
        }
        if (answer.isUntold()) {
            return PluginException.unavailable(subject + ": the server refuses to tell what it holds, and does not say"
                    + " why (" + words(answer) + ")");
        }
        if (answer.code().equals("RequestTimeTooSkewed")) {
            return PluginException.unavailable(
                    subject + ": this machine's clock and the server's differ by more than it"
                            + " allows; the server's says " + answer.date() + ": set this machine's right ("
                            + words(answer) + ")");
        }
        Optional<Duration> pause = answer.pause();
        PluginException failure = ofCode(subject.toString(), known(answer.code(), answer.status()), words(answer));
        return failure.reason() == Reason.UNAVAILABLE && pause.isPresent()
                ? failure.withRetryAfter(pause.orElseThrow())
                : failure;
    }

    private static String known(String code, int status) {
        boolean isTold = KNOWN.stream().anyMatch(codes -> codes.contains(code));
        return isTold ? code : CODES_OF_STATUS.getOrDefault(status, status >= 500 ? "InternalError" : code);
    }

    private static PluginException ofCode(String subject, String code, String words) {
        if (code.equals(NO_BUCKET)) {
            return PluginException.misconfigured(
                    subject + " does not exist: create it, or correct the document's 'bucketName'" + " or 'endpoint' ("
                            + words + ")");
        }
        if (BAD_KEYS.contains(code)) {
            return PluginException.unauthorized(
                    subject + ": the server does not accept the keys: correct 'accessKeyID' and"
                            + " 'secretAccessKey' in the document's secret (" + words + ")");
        }
        if (BAD_TOKENS.contains(code)) {
            return PluginException.unauthorized(
                    subject + ": the session token is not valid any more: renew it and its keys in"
                            + " the document's secret (" + words + ")");
        }
        if (FORBIDDEN.contains(code)) {
            return PluginException.unauthorized(subject + ": the keys do not allow this (" + words + ")");
        }
        if (TOO_MUCH.contains(code)) {
            return PluginException.unavailable(subject + ": the server asks for a pause (" + words + ")")
                    .withRetryAfter(USUAL_PAUSE);
        }
        if (RACES.contains(code)) {
            return PluginException.conflict(subject + ": somebody else wrote there at the same time (" + words + ")");
        }
        return FULL.contains(code) || TEMPORARY.contains(code)
                ? PluginException.unavailable(subject + ": " + words)
                : PluginException.rejected(subject + ": the server refused (" + words + ")");
    }

    private static PluginException ofOtherRegion(Object subject, String words, String region) {
        String remedy = region.isEmpty()
                ? "name the bucket's region in the document's 'region', and its endpoint"
                : "set the document's 'region: " + region + "', and that region's endpoint";
        return PluginException.misconfigured(subject + " is in another region: " + remedy + " (" + words + ")");
    }

    private static PluginException ofSilence(Object subject, RequestException failure) {
        Throwable said = failure.getCause();
        if (said == null) {
            return PluginException.unavailable(subject + ": " + firstLine(failure));
        }
        if (said instanceof ProviderException) {
            return PluginException.unauthorized(subject + ": no keys from this machine's role: " + causes(said));
        }
        if (said instanceof SSLException) {
            return PluginException.unavailable(subject + ": no trusted connection: " + causes(said)
                    + "; a server with a certificate of one's own needs the document's 'caBundle'");
        }
        if (said instanceof SocketTimeoutException) {
            return PluginException.unavailable(subject + ": the server did not answer in time: " + firstLine(said));
        }
        return PluginException.unavailable(
                subject + ": " + (said instanceof IOException ? causes(said) : said.toString()));
    }

    private static String words(RequestException failure) {
        return String.valueOf(failure.getMessage());
    }

    private static String causes(Throwable failure) {
        return String.join(
                ": ",
                Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                        .limit(4)
                        .map(BucketErrors::firstLine)
                        .distinct()
                        .toList());
    }

    private static String firstLine(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.lines().findFirst().orElse(failure.getClass().getSimpleName());
    }
}
