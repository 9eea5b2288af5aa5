// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Content;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Turns the entries of one table into texts and back. A text is stored with {@link #FORMAT}: what cannot be said by
 * leaving a component out needs a higher one, and code here that reads the lower ones.
 */
final class EntryCodec<T> {
    /** The format that is written. */
    static final int FORMAT = 1;

    private final Table<T> table;
    private final Codec<T> codec;

    @SuppressWarnings("unchecked")
    EntryCodec(Table<T> table) {
        this.table = table;
        this.codec = (Codec<T>) Codecs.of(table.type());
    }

    /**
     * An entry as it is stored.
     *
     * @param text the entry
     * @param contents what it refers to, by digest
     */
    record Encoded(String text, Map<String, Content> contents) {}

    Encoded encode(T entry) {
        Map<String, Content> contents = new LinkedHashMap<>();
        String text = JsonText.print(codec.write(entry, new Noting(contents)));
        return new Encoded(text, contents);
    }

    /**
     * {@return an entry}
     *
     * @param key its key, for messages
     * @param text what was stored
     * @param contents gives a content by its digest and size
     */
    T decode(String key, String text, BiFunction<String, Long, Content> contents) {
        try {
            return codec.read(JsonText.parse(text), new Giving(contents));
        } catch (RuntimeException e) {
            throw new RegistryException(
                    RegistryException.Reason.CORRUPT,
                    "the registry's entry '" + key + "' in " + table
                            + " is not as an engine wrote it; restore the database from a backup",
                    e);
        }
    }

    /** Notes the contents of an entry that is written. */
    private record Noting(Map<String, Content> contents) implements Codec.Files {
        @Override
        public void refersTo(Content content) {
            contents.put(content.sha256(), content);
        }

        @Override
        public Content content(String sha256, long size) {
            throw new IllegalStateException("nothing is read while an entry is written");
        }
    }

    /** Gives the contents of an entry that is read. */
    private record Giving(BiFunction<String, Long, Content> contents) implements Codec.Files {
        @Override
        public void refersTo(Content content) {
            throw new IllegalStateException("nothing is written while an entry is read");
        }

        @Override
        public Content content(String sha256, long size) {
            return contents.apply(sha256, size);
        }
    }
}
