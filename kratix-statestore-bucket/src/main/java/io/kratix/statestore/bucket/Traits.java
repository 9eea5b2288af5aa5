// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

/** What an open store has learnt of its server and of what its keys allow. Safe for several threads. */
final class Traits {
    final ConditionalWrites conditionalWrites;
    private volatile boolean listsTogether = true;
    private volatile boolean removesMany = true;
    private volatile boolean versioned;

    Traits(boolean conditionalWrites) {
        this.conditionalWrites = new ConditionalWrites(conditionalWrites);
    }

    /** {@return whether a list may span what several changes own} */
    boolean listsTogether() {
        return listsTogether;
    }

    void listsOnlyApart() {
        listsTogether = false;
    }

    /** {@return whether one request may remove many objects} */
    boolean removesMany() {
        return removesMany;
    }

    void removesOneByOne() {
        removesMany = false;
    }

    /** {@return whether the bucket gives each content a version} */
    boolean isVersioned() {
        return versioned;
    }

    void versioned(boolean is) {
        versioned = is;
    }
}
