// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Every component of every entry is carried. */
final class EntryCodecPropertiesTest {
    @Property(tries = 500)
    void entriesAreReadAsTheyWereWritten(@ForAll("entries") Tuple.Tuple2<Table<Object>, Object> entry) {
        EntryCodec<Object> codec = new EntryCodec<>(entry.get1());

        EntryCodec.Encoded encoded = codec.encode(entry.get2());
        Object read = read(codec, encoded);

        assertThat(read).isEqualTo(entry.get2());
        assertThat(codec.encode(read)).isEqualTo(encoded);
        assertThat(encoded.text()).matches("\\p{ASCII}*");
    }

    @Provide
    @SuppressWarnings("unchecked")
    Arbitrary<Tuple.Tuple2<Table<Object>, Object>> entries() {
        return net.jqwik.api.Arbitraries.of(Table.ALL).flatMap(table -> Entries.of((Table<Object>) table)
                .map(entry -> Tuple.of((Table<Object>) table, entry)));
    }

    /** As it grows: what an engine does not know is passed over, what was not written yet is empty. */
    record Grown(String name, long added) {}

    @Example
    void readsWhatAnEarlierOrALaterEngineWrote() {
        Codec<Grown> codec = new RecordCodec<>(Grown.class);

        Grown earlier = codec.read(JsonText.parse("{\"name\":\"redis\"}"), noFiles());
        Grown later = codec.read(JsonText.parse("{\"name\":\"redis\",\"added\":2,\"later\":[{}]}"), noFiles());

        assertThat(earlier).isEqualTo(new Grown("redis", 0));
        assertThat(later).isEqualTo(new Grown("redis", 2));
    }

    /** What nobody can carry. */
    record Strange(Thread thread) {}

    @Example
    void refusesATypeThatItCannotCarry() {
        assertThatThrownBy(() -> Codecs.of(Strange.class))
                .hasMessage("a registry's entry holds a java.lang.Thread, which no codec carries: make it a record, or"
                        + " add its codec to Codecs");
    }

    @Example
    void saysWhichEntryIsDamaged() {
        EntryCodec<RegisteredWork> codec = new EntryCodec<>(Table.WORKS);

        assertThatThrownBy(() -> codec.decode("a work", "{\"work\":", (digest, size) -> Content.of("")))
                .isInstanceOf(RegistryException.class)
                .hasMessage("the registry's entry 'a work' in works is not as an engine wrote it; restore the database"
                        + " from a backup");
    }

    private static Object read(EntryCodec<Object> codec, EntryCodec.Encoded encoded) {
        Map<String, Content> contents = encoded.contents();
        return codec.decode("key", encoded.text(), (digest, size) -> java.util.Optional.ofNullable(contents.get(digest))
                .filter(content -> content.size() == size)
                .orElseThrow());
    }

    private static Codec.Files noFiles() {
        return new Codec.Files() {
            @Override
            public void refersTo(Content content) {
                throw new AssertionError(content);
            }

            @Override
            public Content content(String sha256, long size) {
                throw new AssertionError(sha256);
            }
        };
    }
}
