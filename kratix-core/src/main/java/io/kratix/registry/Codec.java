// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import org.jspecify.annotations.Nullable;

/**
 * How values of one type stand in a tree of maps, lists, texts, numbers and booleans. What is empty is not written, and
 * what is not there is read as empty: so a type can grow, and a tree of a later engine is read by an earlier one.
 */
interface Codec<T> {
    /**
     * {@return the tree; {@code null} for an empty value}
     *
     * @param value the value
     * @param files told of each content that the value refers to
     */
    @Nullable
    Object write(T value, Files files);

    /**
     * {@return the value}
     *
     * @param tree what was written; {@code null} for an empty value
     * @param files gives the contents that the value refers to
     */
    T read(@Nullable Object tree, Files files);

    /** The contents beside a tree, which holds their digests alone. */
    interface Files {
        /**
         * Takes note of a content.
         *
         * @param content a content that a value refers to
         */
        void refersTo(io.kratix.model.Content content);

        /**
         * {@return a content that was taken note of when the tree was written}
         *
         * @param sha256 its digest
         * @param size its number of bytes
         */
        io.kratix.model.Content content(String sha256, long size);
    }
}
