// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.release;

import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.internal.plugin.MaskedSecrets;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRelease;
import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where releases get their Promises from. */
public final class PromiseSource {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String AUTHORIZATION = "authorizationHeader";
    private static final long MOST_BYTES = 8L * 1024 * 1024;

    private final HttpSource http;
    private final Optional<Path> folder;
    private final MaskedSecrets secrets;

    /**
     * Makes a source.
     *
     * @param folder where releases of the type {@code file} may look; empty if they may not
     * @param secrets where the authorization comes from
     */
    public PromiseSource(Optional<Path> folder, MaskedSecrets secrets) {
        this.http = new HttpSource(LIMIT);
        this.folder = folder;
        this.secrets = secrets;
    }

    /**
     * {@return the one Promise that a release names}
     *
     * @param release the release
     * @throws FetchException if it cannot be had, or is none
     * @throws InterruptedException if the calling thread is interrupted
     */
    SourcedDocument fetch(PromiseRelease release) throws InterruptedException {
        try {
            return parse(release, read(release));
        } catch (FetchException e) {
            throw masked(e);
        }
    }

    /** A server that got the secret may say it in what it answers. */
    private FetchException masked(FetchException failure) {
        String text = secrets.masker().mask(failure.text());
        return text.equals(failure.text()) ? failure : new FetchException(text);
    }

    private String read(PromiseRelease release) throws InterruptedException {
        return release.type().equals(PromiseRelease.FILE)
                ? file(release.path())
                : http.fetch(release.url(), authorization(release));
    }

    private Optional<Secret> authorization(PromiseRelease release) throws InterruptedException {
        if (release.secret().isEmpty()) {
            return Optional.empty();
        }
        ObjectReference named = release.secret().get();
        String shown = named.namespace() + "/" + named.name();
        Map<String, Secret> values = values(named)
                .orElseThrow(
                        () -> new FetchException("failed to fetch data from secretRef: there is no secret " + shown));
        if (!values.containsKey(AUTHORIZATION)) {
            throw new FetchException(
                    "failed to fetch data from secretRef: " + AUTHORIZATION + " not found in secret " + shown);
        }
        return Optional.ofNullable(values.get(AUTHORIZATION));
    }

    private Optional<Map<String, Secret>> values(ObjectReference named) throws InterruptedException {
        try {
            return secrets.find(SecretReference.of(named.namespace(), named.name()));
        } catch (PluginException e) {
            throw new FetchException("failed to fetch data from secretRef: " + e.message(), e);
        }
    }

    private String file(String path) {
        Path root =
                folder.orElseThrow(() -> new FetchException("failed to read file: this engine reads no releases from"
                        + " files; its program must allow a folder: KratixBuilder.releaseFolder"));
        try {
            Path real = root.toRealPath().resolve(path).toRealPath();
            if (!real.startsWith(root.toRealPath())) {
                throw new FetchException("failed to read file: " + path + " lies outside the folder of releases");
            }
            if (!Files.isRegularFile(real)) {
                throw new FetchException("failed to read file: " + path + " is no file");
            }
            if (Files.size(real) > MOST_BYTES) {
                throw new FetchException("failed to read file: " + path + " has more than " + MOST_BYTES + " bytes");
            }
            return Files.readString(real, StandardCharsets.UTF_8);
        } catch (InvalidPathException e) {
            throw new FetchException("failed to read file: " + e.getReason() + " in sourceRef.path", e);
        } catch (NoSuchFileException e) {
            throw new FetchException("failed to read file: there is no " + path + " in the folder of releases", e);
        } catch (CharacterCodingException e) {
            throw new FetchException("failed to read file: " + path + " is no text in UTF-8", e);
        } catch (IOException e) {
            throw new FetchException("failed to read file: " + path + ": " + e, e);
        }
    }

    /** A Promise of another group says which. */
    private static String kindOf(Document document) {
        return document.kind().equals(Kinds.PROMISE)
                ? document.kind() + " of " + document.apiVersion()
                : document.kind();
    }

    private static SourcedDocument parse(PromiseRelease release, String text) {
        List<SourcedDocument> documents;
        try {
            documents = DocumentReader.parse(release.toString(), text);
        } catch (InvalidDocumentException e) {
            throw new FetchException("failed to unmarshal into Kubernetes object: " + e.getMessage(), e);
        }
        if (documents.size() > 1) {
            throw new FetchException("expected single document yaml, but found multiple documents");
        }
        if (documents.isEmpty()) {
            throw new FetchException("failed to unmarshal into Kubernetes object: there is no document");
        }
        Document document = documents.get(0).document();
        if (!document.reference().isPromise()) {
            throw new FetchException("expected single Promise object but found object of kind: " + kindOf(document));
        }
        try {
            Promise.of(document);
        } catch (InvalidDocumentException e) {
            throw new FetchException("failed to unmarshal into Promise: " + e.getMessage(), e);
        }
        return documents.get(0);
    }
}
