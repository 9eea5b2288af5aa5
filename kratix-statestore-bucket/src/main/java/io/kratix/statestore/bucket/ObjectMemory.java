// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an open store has learnt of objects, which spares questions and decides nothing: a content is known by the ETag that
 * each list shows anew. Safe for several threads.
 */
final class ObjectMemory {
    private static final int MOST = 50_000;

    /** How long nobody is expected to put a file where a directory is. */
    private static final Duration CLEAR_FOR = Duration.ofMinutes(5);

    private final Clock clock;
    private final Map<String, Known> contents = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    };
    private final Set<String> clear = new HashSet<>();
    private Instant clearSince = Instant.EPOCH;

    private record Known(String etag, Held held) {}

    ObjectMemory(Clock clock) {
        this.clock = clock;
    }

    /** {@return what an object holds, if that ETag has been seen} */
    synchronized Optional<Held> held(Listed object) {
        return Optional.ofNullable(contents.get(object.key()))
                .filter(known ->
                        known.etag().equals(object.etag()) && !object.etag().isEmpty())
                .map(Known::held);
    }

    synchronized void remember(String key, String etag, Held held) {
        contents.put(key, new Known(etag, held));
        clear.remove(key);
    }

    synchronized void forget(String key) {
        contents.remove(key);
    }

    /** Forgets everything: the bucket that held it is gone. */
    synchronized void forgetAll() {
        contents.clear();
        clear.clear();
    }

    /** {@return whether no object had this name when somebody looked a short time ago} */
    synchronized boolean isClear(String key) {
        return clear.contains(key) && clearSince.plus(CLEAR_FOR).isAfter(clock.instant());
    }

    /** Remembers names of directories that no object has. */
    synchronized void areClear(Collection<String> keys) {
        Instant now = clock.instant();
        if (clear.size() + keys.size() > MOST || !clearSince.plus(CLEAR_FOR).isAfter(now)) {
            clear.clear();
            clearSince = now;
        }
        clear.addAll(keys);
    }
}
