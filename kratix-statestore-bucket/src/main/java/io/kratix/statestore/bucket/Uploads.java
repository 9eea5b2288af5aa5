// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.statestore.bucket.ConditionalWrites.Knowledge;
import io.minio.Http;
import io.minio.ObjectWriteResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts files, many at once, and asks the checkpoint before each. */
final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    /** A request of so many bytes more takes the room of one more. */
    private static final int BYTES_OF_A_PLACE = 512 * 1024;

    private final WriteRequest request;
    private final Session session;
    private final WriteCall.Surroundings around;
    private final Flight flight;

    Uploads(WriteRequest request, Session session, WriteCall.Surroundings around, Flight flight) {
        this.request = request;
        this.session = session;
        this.around = around;
        this.flight = flight;
    }

    private record Sent(Upload upload, String sha256, CompletableFuture<ObjectWriteResponse> answer) {}

    /** Puts files; what becomes of each is noted in its plan. */
    void put(List<Upload> uploads) throws InterruptedException {
        List<Sent> sent = new ArrayList<>();
        for (Upload upload : uploads) {
            flight.stopped().ifPresent(upload.plan()::refuse);
            if (!upload.plan().isRefused()) {
                put(upload, sent);
            }
        }
        flight.land();
        for (Sent one : sent) {
            note(one);
        }
    }

    private void put(Upload upload, List<Sent> sent) throws InterruptedException {
        Optional<Body> body = read(upload);
        if (body.isEmpty()) {
            return;
        }
        boolean isFirstOverwrite =
                around.traits().conditionalWrites.isUnproven() && upload.there().isPresent();
        if (isFirstOverwrite) {
            probe(upload, body.orElseThrow());
        } else {
            send(upload, body.orElseThrow()).ifPresent(sent::add);
        }
    }

    private Optional<Body> read(Upload upload) {
        if (upload.content().size() > Body.LARGEST) {
            upload.plan()
                    .refuse(PluginException.rejected("'" + upload.path() + "' has "
                            + upload.content().size() + " bytes, and a bucket takes " + Body.LARGEST + " at once"));
            return Optional.empty();
        }
        try {
            return Optional.of(Body.read(upload.content(), around.spool()));
        } catch (Body.UnreadableContentException e) {
            upload.plan().refuse(Comparison.unreadable(upload.path(), e));
        } catch (IOException e) {
            upload.plan()
                    .refuse(PluginException.unavailable("'" + upload.path() + "' cannot be kept in " + around.spool()
                                    + " until it is sent: " + e.getMessage())
                            .causedBy(e));
        }
        return Optional.empty();
    }

    /** {@return what is under way; empty if nothing is begun any more} */
    private Optional<Sent> send(Upload upload, Body body) throws InterruptedException {
        Http.Headers conditions = around.traits().conditionalWrites.conditions(upload.there());
        try {
            int weight = 1 + Math.toIntExact(Math.min(body.size() / BYTES_OF_A_PLACE, Short.MAX_VALUE));
            Optional<CompletableFuture<ObjectWriteResponse>> answer = flight.begin(weight, () -> {
                request.checkpoint();
                return session.put(upload.key(), body, conditions).whenComplete((stored, failure) -> close(body));
            });
            if (answer.isEmpty()) {
                close(body);
                upload.plan().refuse(flight.stopped().orElseThrow());
            }
            return answer.map(begun -> new Sent(upload, body.sha256(), begun));
        } catch (InterruptedException | RuntimeException e) {
            close(body);
            throw e;
        }
    }

    private void note(Sent sent) throws InterruptedException {
        try {
            note(sent.upload(), sent.sha256(), session.await(sent.answer()));
        } catch (RequestException e) {
            sent.upload().plan().refuse(BucketErrors.translate(around.bucket(), e));
        }
    }

    private void note(Upload upload, String sha256, ObjectWriteResponse stored) {
        Held held = new Held(sha256, Comparison.version(stored.versionId()));
        if (!held.version().isEmpty()) {
            around.traits().versioned(true);
        }
        around.memory().remember(upload.key(), stored.etag(), held);
        upload.plan().wasPut(upload, held);
    }

    /** The first overwrite finds out what the server makes of conditions; it is sent alone. */
    private void probe(Upload upload, Body body) throws InterruptedException {
        try (body) {
            flight.land();
            Optional<PluginException> stopped = flight.stopped();
            if (stopped.isPresent()) {
                upload.plan().refuse(stopped.orElseThrow());
                return;
            }
            request.checkpoint();
            tryUnder(ConditionalWrites.never(), upload, body);
            around.traits().conditionalWrites.learn(Knowledge.IGNORED);
            around.warn()
                    .accept("the server ignores conditional writes, though the document has 'conditionalWrites: true':"
                            + " nobody else may write there");
        } catch (RequestException e) {
            answered(upload, body, e);
        } catch (IOException e) {
            LOG.warn("a spooled content could not be closed", e);
        }
    }

    private void answered(Upload upload, Body body, RequestException refusal) throws InterruptedException {
        if (BucketErrors.isRefusedCondition(refusal)) {
            prove(upload, body);
        } else if (BucketErrors.isNotOffered(refusal)) {
            around.traits().conditionalWrites.learn(Knowledge.IGNORED);
            attempt(upload, body, Knowledge.IGNORED).ifPresent(why -> refuse(upload, why));
        } else {
            refuse(upload, refusal);
        }
    }

    /** A wrong condition was refused; now a right one must be heard, in the server's spelling. */
    private void prove(Upload upload, Body body) throws InterruptedException {
        RequestException last = null;
        for (Knowledge spelling : List.of(Knowledge.HONOURED, Knowledge.HONOURED_WITHOUT_QUOTES)) {
            Optional<RequestException> refusal = attempt(upload, body, spelling);
            if (refusal.isEmpty()) {
                around.traits().conditionalWrites.learn(spelling);
                return;
            }
            last = refusal.orElseThrow();
            if (!BucketErrors.isRefusedCondition(last)) {
                break;
            }
        }
        refuse(upload, Objects.requireNonNull(last));
    }

    private Optional<RequestException> attempt(Upload upload, Body body, Knowledge spelling)
            throws InterruptedException {
        try {
            tryUnder(ConditionalWrites.conditions(upload.there(), spelling), upload, body);
            return Optional.empty();
        } catch (RequestException e) {
            return Optional.of(e);
        }
    }

    private void tryUnder(Http.Headers conditions, Upload upload, Body body)
            throws InterruptedException, RequestException {
        note(upload, body.sha256(), session.await(session.put(upload.key(), body, conditions)));
    }

    private void refuse(Upload upload, RequestException failure) {
        flight.stopIfItConcernsAll(failure);
        upload.plan().refuse(BucketErrors.translate(around.bucket(), failure));
    }

    private static void close(Body body) {
        try {
            body.close();
        } catch (IOException e) {
            LOG.warn("a spooled content could not be removed", e);
        }
    }
}
