// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.minio.Http;
import java.util.Optional;

/**
 * What is known of a server's conditional writes. A server that does not know them ignores the condition, so that one
 * which must not hold is the only way to tell. Safe for several threads.
 */
final class ConditionalWrites {
    private static final String WRONG = "00000000000000000000000000000000";

    private volatile Knowledge knowledge;

    /** What is known. */
    enum Knowledge {
        /** The document does not ask for them. */
        UNWANTED,
        /** Nothing was overwritten yet. */
        UNPROVEN,
        /** A condition that did not hold was refused; ETags stand in quotes, as HTTP has it. */
        HONOURED,
        /** Likewise, with ETags that must not have quotes, as Ceph has it. */
        HONOURED_WITHOUT_QUOTES,
        /** A condition that did not hold was not refused. */
        IGNORED
    }

    ConditionalWrites(boolean wanted) {
        knowledge = wanted ? Knowledge.UNPROVEN : Knowledge.UNWANTED;
    }

    boolean isUnproven() {
        return knowledge == Knowledge.UNPROVEN;
    }

    boolean areHonoured() {
        return knowledge == Knowledge.HONOURED || knowledge == Knowledge.HONOURED_WITHOUT_QUOTES;
    }

    void learn(Knowledge learnt) {
        knowledge = learnt;
    }

    /** {@return headers under which nothing may be written} */
    static Http.Headers never() {
        return new Http.Headers("If-Match", "\"" + WRONG + "\"");
    }

    /**
     * {@return headers under which the object must still be the one that was listed, or not be there}
     *
     * @param there the object; empty if there was none
     */
    Http.Headers conditions(Optional<Listed> there) {
        return conditions(there, knowledge);
    }

    static Http.Headers conditions(Optional<Listed> there, Knowledge as) {
        String etag = there.map(Listed::etag).orElse("");
        return switch (as) {
            case UNWANTED, UNPROVEN, IGNORED -> new Http.Headers();
            case HONOURED -> of(there.isPresent(), "\"" + etag + "\"");
            case HONOURED_WITHOUT_QUOTES -> of(there.isPresent(), etag);
        };
    }

    private static Http.Headers of(boolean present, String etag) {
        return present ? new Http.Headers("If-Match", etag) : new Http.Headers("If-None-Match", "*");
    }
}
