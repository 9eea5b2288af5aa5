// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.redis;

import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.Result;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** A bucket on an S3 server in this JVM, which keeps its objects in a folder; and its keys. */
final class StateBucket implements StatePlace {
    private static final String BUCKET = "kratix";
    private static final String KEY = "example";

    private final S3Proxy server;
    private final MinioClient client;
    private final Map<String, ZonedDateTime> before;

    private StateBucket(S3Proxy server) throws IOException {
        this.server = server;
        this.client = MinioClient.builder()
                .endpoint("http://127.0.0.1:" + server.getPort())
                .region("us-east-1")
                .credentials(KEY, KEY)
                .build();
        this.before = objects();
    }

    /** {@return the bucket, which is made if it is not there} */
    static StateBucket start(Path folder, int port) throws Exception {
        Files.createDirectories(folder.resolve(BUCKET));
        S3Proxy server = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, KEY)
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .stopTimeout(0)
                .build();
        server.start();
        return new StateBucket(server);
    }

    /** {@return the keys that the State Store's document names} */
    static Optional<Map<String, Secret>> secret(SecretReference reference) {
        return reference.equals(SecretReference.of("default", "aws-credentials"))
                ? Optional.of(Map.of("accessKeyID", Secret.of(KEY), "secretAccessKey", Secret.of(KEY)))
                : Optional.empty();
    }

    @Override
    public List<String> platform() {
        return List.of("platform/promise.yaml", "bucket");
    }

    @Override
    public String name() {
        return "the bucket " + BUCKET;
    }

    @Override
    public List<String> files() throws IOException {
        return List.copyOf(objects().keySet());
    }

    @Override
    public String written() throws IOException {
        Map<String, ZonedDateTime> now = objects();
        long put = now.entrySet().stream()
                .filter(object -> !object.getValue().equals(before.get(object.getKey())))
                .count();
        return put == 0 ? "No object was put: everything was there already." : "Objects put: " + put;
    }

    /** {@return when each object was put} */
    private Map<String, ZonedDateTime> objects() throws IOException {
        try {
            Map<String, ZonedDateTime> objects = new TreeMap<>();
            for (Result<Item> object : client.listObjects(
                    ListObjectsArgs.builder().bucket(BUCKET).recursive(true).build())) {
                objects.put(object.get().objectName(), object.get().lastModified());
            }
            return objects;
        } catch (MinioException e) {
            throw new IOException("the bucket cannot be listed", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            client.close();
            server.stop();
        } catch (Exception e) {
            throw new IOException("the S3 server does not stop", e);
        }
    }
}
