// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.minio.AbortMultipartUploadArgs;
import io.minio.BucketArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.DeleteObjectsArgs;
import io.minio.GenericResponse;
import io.minio.GetBucketVersioningArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.HeadObjectArgs;
import io.minio.HeadObjectResponse;
import io.minio.Http;
import io.minio.ListObjectsV2Args;
import io.minio.ListObjectsV2Response;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.ObjectWriteResponse;
import io.minio.PutObjectAPIArgs;
import io.minio.RemoveObjectArgs;
import io.minio.messages.Contents;
import io.minio.messages.DeleteRequest;
import io.minio.messages.DeleteResult;
import io.minio.messages.VersioningConfiguration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import okhttp3.Dispatcher;
import org.jspecify.annotations.Nullable;

/** The requests of one call of the store. Closing it stops those that are still under way. */
final class Session implements AutoCloseable {
    /** The checksum that stays with an object, since its ETag is none under KMS, and none of the whole after multipart. */
    static final String CHECKSUM = "kratix-sha256";

    private final MinioAsyncClient client;
    private final Dispatcher dispatcher;
    private final String bucket;
    private final Consumer<Session> onClose;

    Session(MinioAsyncClient client, Dispatcher dispatcher, String bucket, Consumer<Session> onClose) {
        this.client = client;
        this.dispatcher = dispatcher;
        this.bucket = bucket;
        this.onClose = onClose;
    }

    /**
     * {@return a part of the list of keys}
     *
     * @param prefix how the keys begin
     * @param after the key after which the part begins; empty for the first part
     * @param most how many keys at most
     */
    CompletableFuture<Page> list(String prefix, String after, int most) {
        ListObjectsV2Args.Builder args =
                named(ListObjectsV2Args.builder()).prefix(prefix).maxKeys(most).encodingType("url");
        if (!after.isEmpty()) {
            args.startAfter(after);
        }
        return page(args);
    }

    /** A part may be empty though others follow it: where many versions lie that are no longer shown. */
    private CompletableFuture<Page> page(ListObjectsV2Args.Builder args) {
        return ask(s3 -> s3.listObjectsV2(args.build())).thenCompose(answer -> {
            @Nullable String next = answer.result().nextContinuationToken();
            boolean goesOn =
                    answer.result().isTruncated() && answer.result().contents().isEmpty() && next != null;
            return goesOn ? page(args.continuationToken(next)) : CompletableFuture.completedFuture(page(answer));
        });
    }

    /** {@return what is known of an object} */
    CompletableFuture<HeadObjectResponse> head(String key) {
        return ask(
                s3 -> s3.headObject(named(HeadObjectArgs.builder()).object(key).build()));
    }

    /**
     * {@return what the server says of the object that it has stored}
     *
     * @param key its name
     * @param body its content
     * @param conditions headers that say when not to store it
     */
    CompletableFuture<ObjectWriteResponse> put(String key, Body body, Http.Headers conditions) {
        Http.Headers headers = new Http.Headers(conditions);
        headers.put("x-amz-meta-" + CHECKSUM, body.sha256());
        headers.put(Http.Headers.X_AMZ_CONTENT_SHA256, body.sha256());
        headers.put(Http.Headers.CONTENT_MD5, body.md5());
        PutObjectAPIArgs.Builder args = named(PutObjectAPIArgs.builder())
                .object(key)
                .contentType(Http.DEFAULT_MEDIA_TYPE)
                .headers(headers);
        body.addTo(args);
        return ask(s3 -> s3.putObject(args.build()));
    }

    /** {@return an object's content, to be closed} */
    CompletableFuture<GetObjectResponse> get(String key) {
        return ask(s3 -> s3.getObject(named(GetObjectArgs.builder()).object(key).build()));
    }

    /** Removes one object; one that is not there is fine. */
    CompletableFuture<Void> remove(String key) {
        return ask(s3 ->
                s3.removeObject(named(RemoveObjectArgs.builder()).object(key).build()));
    }

    /** {@return what went wrong when many objects were removed at once; empty if nothing did} */
    CompletableFuture<List<DeleteResult.Error>> removeAll(List<String> keys) {
        List<DeleteRequest.Object> objects =
                keys.stream().map(DeleteRequest.Object::new).toList();
        return ask(s3 -> s3.deleteObjects(named(DeleteObjectsArgs.builder())
                        .objects(objects)
                        .quiet(true)
                        .build()))
                .thenApply(answer -> answer.result().errors());
    }

    /** {@return the id of an upload in parts that has begun; nobody sees anything of it} */
    CompletableFuture<String> beginUpload(String key) {
        return ask(s3 -> s3.createMultipartUpload(
                        named(CreateMultipartUploadArgs.builder()).object(key).build()))
                .thenApply(answer -> answer.result().uploadId());
    }

    /** Ends an upload in parts and frees what was uploaded. */
    CompletableFuture<? extends GenericResponse> abortUpload(String key, String uploadId) {
        return ask(s3 -> s3.abortMultipartUpload(named(AbortMultipartUploadArgs.builder())
                .object(key)
                .uploadId(uploadId)
                .build()));
    }

    /** {@return whether the bucket gives each content a version} */
    CompletableFuture<Boolean> isVersioned() {
        return ask(s3 -> s3.getBucketVersioning(
                        named(GetBucketVersioningArgs.builder()).build()))
                .thenApply(answer -> answer.status() == VersioningConfiguration.Status.ENABLED);
    }

    /**
     * Makes the bucket.
     *
     * @param region where; empty for where the server makes buckets
     */
    CompletableFuture<?> makeBucket(String region) {
        return region.isEmpty()
                ? ask(s3 -> new PlainBucketMaker(s3).make(bucket))
                : ask(s3 -> s3.makeBucket(named(MakeBucketArgs.builder()).build()));
    }

    /** {@return an answer that comes, also where the client fails before it has sent anything} */
    <T> CompletableFuture<T> ask(Function<MinioAsyncClient, CompletableFuture<T>> question) {
        try {
            return question.apply(client);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * {@return an answer that has come}
     *
     * @throws InterruptedException if the engine asked to stop waiting; all requests of the session are stopped
     * @throws RequestException if it is a refusal, or does not come
     */
    <T> T await(CompletableFuture<T> answer) throws InterruptedException, RequestException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            close();
            throw e;
        } catch (ExecutionException e) {
            if (Thread.interrupted()) {
                close();
                throw new InterruptedException("interrupted while a request failed: " + e.getMessage());
            }
            throw RequestException.of(unwrapped(e));
        }
    }

    /** {@return what went wrong, without the futures' wrapping} */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean isWrapping = failure instanceof ExecutionException || failure instanceof CompletionException;
        return isWrapping && cause != null ? unwrapped(cause) : failure;
    }

    private <B extends BucketArgs.Builder<B, A>, A extends BucketArgs> B named(B args) {
        // Ceph allows names that the client refuses.
        return args.skipValidation(true).bucket(bucket);
    }

    private static Page page(ListObjectsV2Response response) {
        List<Contents> contents = response.result().contents();
        contents.forEach(item -> item.setEncodingType(response.result().encodingType()));
        List<Listed> objects = contents.stream()
                .map(item -> new Listed(item.objectName(), unquoted(item.etag()), item.size()))
                .toList();
        String last = objects.isEmpty() ? "" : objects.get(objects.size() - 1).key();
        return new Page(objects, last, response.result().isTruncated() && !objects.isEmpty());
    }

    /** {@return an ETag as it is compared; empty if there is none} */
    static String unquoted(@Nullable String etag) {
        return etag == null ? "" : etag.replace("\"", "");
    }

    /** Doing so again stops what was begun meanwhile, and is harmless else. */
    @Override
    public void close() {
        dispatcher.cancelAll();
        onClose.accept(this);
    }
}
