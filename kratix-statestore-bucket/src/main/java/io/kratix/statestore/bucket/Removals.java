// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.WriteRequest;
import io.minio.messages.DeleteResult;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Removes what has to go: many objects by one request where the server has such a thing, else one by one. */
final class Removals {
    private static final int AT_ONCE = 1000;

    private final WriteRequest request;
    private final Session session;
    private final WriteCall.Surroundings around;
    private final Flight flight;
    private final Map<String, ChangePlan> owners = new TreeMap<>();

    Removals(WriteRequest request, Session session, WriteCall.Surroundings around, Flight flight) {
        this.request = request;
        this.session = session;
        this.around = around;
        this.flight = flight;
    }

    /** Removes what has to go for all changes whose files are there. */
    void remove(List<ChangePlan> plans) throws InterruptedException {
        for (ChangePlan plan : plans) {
            if (!plan.isRefused()) {
                plan.removals().forEach(key -> owners.put(key, plan));
            }
        }
        List<String> keys = List.copyOf(owners.keySet());
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            List<String> some = keys.subList(from, Math.min(from + AT_ONCE, keys.size()));
            Optional<PluginException> stopped = flight.stopped();
            if (stopped.isPresent()) {
                some.forEach(key -> refuse(key, stopped.orElseThrow()));
            } else {
                removeOneByOne(leftAfterRemovingTogether(some));
            }
        }
    }

    /** {@return which objects have to be removed one by one} */
    private List<String> leftAfterRemovingTogether(List<String> keys) throws InterruptedException {
        List<String> together = keys.stream().filter(Removals::isPlain).toList();
        if (together.isEmpty() || !around.traits().removesMany() || !removedTogether(together)) {
            return keys;
        }
        return keys.stream().filter(key -> !isPlain(key)).toList();
    }

    /** {@return whether XML can name a key, where a return means a line feed and some characters are forbidden} */
    static boolean isPlain(String key) {
        return key.chars()
                .allMatch(character -> character >= ' ' ? character < 0xfffe : character == '\t' || character == '\n');
    }

    /** {@return false if the server does not remove many at once} */
    private boolean removedTogether(List<String> keys) throws InterruptedException {
        request.checkpoint();
        try {
            note(keys, session.await(session.removeAll(keys)));
        } catch (RequestException e) {
            if (BucketErrors.isNotOffered(e)) {
                around.traits().removesOneByOne();
                return false;
            }
            flight.stopIfItConcernsAll(e);
            keys.forEach(key -> refuse(key, BucketErrors.translate(around.bucket(), e)));
        }
        return true;
    }

    /** What the server says of no single object, as where its answer to all is one error, it says of each. */
    private void note(List<String> keys, List<DeleteResult.Error> errors) {
        Map<String, PluginException> failures = new HashMap<>();
        Set<String> asked = Set.copyOf(keys);
        for (DeleteResult.Error error : errors) {
            boolean isOfOne = error.objectName() != null && asked.contains(error.objectName());
            if (!isOfOne || !BucketErrors.isMissingObject(String.valueOf(error.code()))) {
                PluginException why = BucketErrors.translate(around.bucket(), error);
                (isOfOne ? List.of(error.objectName()) : keys).forEach(key -> failures.putIfAbsent(key, why));
                flight.stopIfItConcernsAll(why);
            }
        }
        keys.forEach(key -> note(key, Optional.ofNullable(failures.get(key))));
    }

    private void removeOneByOne(List<String> keys) throws InterruptedException {
        Map<String, CompletableFuture<Void>> answers = new LinkedHashMap<>();
        for (String key : keys) {
            if (isReachable(key)) {
                begin(key)
                        .ifPresentOrElse(
                                answer -> answers.put(key, answer),
                                () -> refuse(key, flight.stopped().orElseThrow()));
            } else {
                refuse(
                        key,
                        PluginException.rejected(
                                "'" + key + "', which somebody else wrote, has a name that cannot be"
                                        + " asked for by itself, and this server removes objects one by one: remove it by hand"));
            }
        }
        flight.land();
        for (Map.Entry<String, CompletableFuture<Void>> answer : answers.entrySet()) {
            try {
                session.await(answer.getValue());
                note(answer.getKey(), Optional.empty());
            } catch (RequestException e) {
                note(answer.getKey(), e);
            }
        }
    }

    private Optional<CompletableFuture<Void>> begin(String key) throws InterruptedException {
        return flight.begin(1, () -> {
            request.checkpoint();
            return session.remove(key);
        });
    }

    /** {@return whether a key means itself in a URL, where an empty, a '.' and a '..' segment mean something else} */
    static boolean isReachable(String key) {
        return Arrays.stream(key.split("/", -1))
                .noneMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
    }

    private void note(String key, Optional<PluginException> failure) {
        failure.ifPresentOrElse(why -> refuse(key, why), () -> {
            around.memory().forget(key);
            plan(key).wasRemoved();
        });
    }

    private void note(String key, RequestException failure) {
        if (BucketErrors.isMissingObject(failure)) {
            note(key, Optional.empty());
        } else {
            refuse(key, BucketErrors.translate(around.bucket(), failure));
        }
    }

    private void refuse(String key, PluginException why) {
        plan(key).refuse(why);
    }

    private ChangePlan plan(String key) {
        return Objects.requireNonNull(owners.get(key));
    }
}
