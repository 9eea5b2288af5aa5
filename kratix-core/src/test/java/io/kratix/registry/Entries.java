// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.StorePath;
import io.kratix.spi.workflow.ContainerResult;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generates entries of any table from the components of their records. */
final class Entries {
    private static final Arbitrary<String> TEXT = Arbitraries.strings().ofMaxLength(8);
    private static final Arbitrary<Instant> TIME =
            Arbitraries.longs().between(-1_000_000, 4_000_000_000_000L).map(Instant::ofEpochMilli);
    private static final Arbitrary<String> NAME =
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(5);
    private static final Arbitrary<Object> SCALAR = Arbitraries.oneOf(
            TEXT.map(text -> text),
            Arbitraries.longs().map(number -> number),
            Arbitraries.doubles().map(number -> number),
            Arbitraries.of(true, false).map(flag -> flag));
    private static final Arbitrary<Object> TREE = Arbitraries.oneOf(
            SCALAR,
            SCALAR.list().ofMaxSize(3).map(list -> list),
            Arbitraries.maps(TEXT, SCALAR).ofMaxSize(3).map(map -> map));

    private Entries() {}

    @SuppressWarnings("unchecked")
    static <T> Arbitrary<T> of(Table<T> table) {
        return (Arbitrary<T>) of((Type) table.type());
    }

    private static Arbitrary<?> of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return of(generic);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return Arbitraries.of(Arrays.asList(plain.getEnumConstants()));
        }
        return plain.isRecord() ? record(plain) : single(plain);
    }

    private static Arbitrary<?> single(Class<?> type) {
        Map<Class<?>, Arbitrary<?>> known = Map.ofEntries(
                Map.entry(String.class, TEXT),
                Map.entry(long.class, Arbitraries.longs()),
                Map.entry(int.class, Arbitraries.integers()),
                Map.entry(boolean.class, Arbitraries.of(true, false)),
                Map.entry(Instant.class, TIME),
                Map.entry(
                        Duration.class,
                        Arbitraries.longs().between(0, 1_000_000).map(Duration::ofMillis)),
                Map.entry(
                        StorePath.class, NAME.list().ofMaxSize(3).map(names -> StorePath.of(String.join("/", names)))),
                Map.entry(Content.class, TEXT.map(Content::of)),
                Map.entry(Document.class, documents()),
                Map.entry(
                        ContainerResult.class,
                        Combinators.combine(TEXT, Arbitraries.integers(), TIME, TIME)
                                .as(ContainerResult::of)));
        return Optional.ofNullable(known.get(type))
                .orElseThrow(() -> new AssertionError("no entries with a " + type + " are tested: add it here"));
    }

    private static Arbitrary<?> of(ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        Type last = arguments[arguments.length - 1];
        Arbitrary<?> of = last == Object.class ? TREE : of(last);
        if (type.getRawType() == Map.class) {
            return Arbitraries.maps(TEXT, of).ofMaxSize(3);
        }
        if (type.getRawType() == Set.class) {
            return of.set().ofMaxSize(3);
        }
        return type.getRawType() == List.class ? of.list().ofMaxSize(3) : of.optional();
    }

    private static Arbitrary<Object> record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<Arbitrary<Object>> values = new ArrayList<>();
        for (RecordComponent component : components) {
            values.add(of(component.getGenericType()).map(value -> value));
        }
        return Combinators.combine(values).as(chosen -> construct(type, chosen));
    }

    private static Object construct(Class<?> type, List<Object> values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " is not open to tests", e);
        }
    }

    private static Arbitrary<Document> documents() {
        Arbitrary<Map<String, Object>> trees = Arbitraries.maps(TEXT, TREE).ofMaxSize(3);
        // no document names U+0000
        Arbitrary<String> namespace = TEXT.map(text -> text.replace("\0", ""));
        return Combinators.combine(NAME, NAME, namespace, TEXT, trees, trees)
                .as((kind, name, place, label, spec, status) -> Document.builder("example.org/v1", kind, name)
                        .namespace(place)
                        .label("team", label)
                        .spec(spec)
                        .build()
                        .withStatus(status));
    }
}
