// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.minio.HeadObjectResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells which files are there already with the right content. Asks the server only where size, memory and ETag leave it
 * open: one request for an object, which brings the checksum that was kept with it.
 */
final class Comparison {
    private final Session session;
    private final Flight flight;
    private final ObjectMemory memory;
    private final boolean versioned;
    private final List<Question> questions = new ArrayList<>();

    /**
     * Begins a comparison.
     *
     * @param versioned whether the versions of what is there are of interest
     */
    Comparison(Session session, Flight flight, ObjectMemory memory, boolean versioned) {
        this.session = session;
        this.flight = flight;
        this.memory = memory;
        this.versioned = versioned;
    }

    private record Question(
            ChangePlan plan, StorePath file, Listed there, CompletableFuture<HeadObjectResponse> answer) {}

    /**
     * Notes in the plans what is there.
     *
     * @throws RequestException if the server cannot be asked
     */
    void compare(List<ChangePlan> plans) throws InterruptedException, RequestException {
        for (ChangePlan plan : plans) {
            if (!plan.isRefused()) {
                compare(plan);
            }
        }
        for (Question question : questions) {
            note(question);
        }
    }

    private void compare(ChangePlan plan) throws InterruptedException {
        for (Map.Entry<StorePath, Listed> file : plan.present().entrySet()) {
            Content content = plan.content(file.getKey());
            Listed there = file.getValue();
            if (content.size() != there.size()) {
                continue;
            }
            try {
                compare(plan, file.getKey(), content, there);
            } catch (UncheckedIOException | IOException e) {
                plan.refuse(unreadable(file.getKey(), e));
                return;
            }
        }
    }

    private void compare(ChangePlan plan, StorePath file, Content content, Listed there)
            throws IOException, InterruptedException {
        Optional<Held> known = memory.held(there);
        if (known.isPresent() && !known.orElseThrow().sha256().equals(content.sha256())) {
            return;
        }
        boolean isSame = known.isPresent() || there.etag().equals(md5(content));
        if (isSame
                && (!versioned
                        || known.filter(held -> !held.version().isEmpty()).isPresent())) {
            plan.isThere(file, known.orElseGet(() -> new Held(content.sha256(), "")));
        } else {
            CompletableFuture<HeadObjectResponse> answer = flight.begin(1, () -> session.head(there.key()))
                    .orElseGet(() ->
                            CompletableFuture.failedFuture(flight.stopped().orElseThrow()));
            questions.add(new Question(plan, file, there, answer));
        }
    }

    private void note(Question question) throws InterruptedException, RequestException {
        Listed there = question.there();
        try {
            HeadObjectResponse head = session.await(question.answer());
            String checksum = Optional.ofNullable(head.userMetadata().getFirst(Session.CHECKSUM))
                    .orElse("");
            String wanted = question.plan().content(question.file()).sha256();
            boolean isSame = checksum.equals(wanted)
                    || (head.etag().equals(there.etag()) && there.etag().equals(md5(question)));
            Held held = new Held(isSame ? wanted : checksum, version(head.versionId()));
            if (isSame || !checksum.isEmpty()) {
                memory.remember(there.key(), head.etag(), held);
            }
            if (isSame && head.size() == there.size()) {
                question.plan().isThere(question.file(), held);
            }
        } catch (RequestException e) {
            // Who may write and not read puts what is there once more; what has just gone is put, too.
            if (!BucketErrors.isForbidden(e) && !BucketErrors.isMissingObject(e)) {
                askForWords(e, there.key());
                throw e;
            }
        } catch (IOException | UncheckedIOException e) {
            question.plan().refuse(unreadable(question.file(), e));
        }
    }

    /** The answer to a HEAD holds no reason; that to a list does, where the reason is an expired token or another region. */
    private void askForWords(RequestException refusal, String key) throws InterruptedException, RequestException {
        if (refusal.isUntold()) {
            session.await(session.list(key, "", 1));
        }
    }

    /** {@return a version's id; empty if the bucket gives none} */
    static String version(@Nullable String id) {
        return id == null || id.equals("null") ? "" : id;
    }

    static PluginException unreadable(StorePath file, Exception cause) {
        return PluginException.unavailable("the content of '" + file + "' cannot be read: " + cause.getMessage())
                .causedBy(cause);
    }

    private static String md5(Question question) throws IOException {
        return md5(question.plan().content(question.file()));
    }

    private static String md5(Content content) throws IOException {
        MessageDigest digest = Digests.md5();
        try (InputStream in = new DigestInputStream(content.open(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
