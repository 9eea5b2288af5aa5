// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.StorePath;
import io.kratix.spi.workflow.ContainerResult;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The codec of each type that an entry is made of. A record needs no code: its components are carried by their names. */
final class Codecs {
    private static final Map<Class<?>, Codec<?>> SINGLE = Map.ofEntries(
            Map.entry(String.class, text(Function.identity(), Function.identity(), "")),
            Map.entry(long.class, number(Function.identity())),
            Map.entry(int.class, number(Math::toIntExact)),
            Map.entry(boolean.class, flag()),
            Map.entry(Instant.class, text(Instant::toString, Instant::parse, Instant.EPOCH)),
            Map.entry(Duration.class, text(Duration::toString, Duration::parse, Duration.ZERO)),
            Map.entry(StorePath.class, text(StorePath::toString, StorePath::existing, StorePath.ROOT)),
            Map.entry(Document.class, document()),
            Map.entry(Content.class, content()));

    private Codecs() {}

    /**
     * {@return the codec of a type}
     *
     * @param type a record, an enum, a collection of such, or one of the types listed here
     * @throws IllegalArgumentException if the type is none of these
     */
    static Codec<?> of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return of(generic);
        }
        if (!(type instanceof Class<?> plain)) {
            throw unknown(type);
        }
        if (SINGLE.containsKey(plain)) {
            return java.util.Objects.requireNonNull(SINGLE.get(plain));
        }
        if (plain == ContainerResult.class) {
            return containerResult();
        }
        if (plain.isEnum()) {
            return constant(plain);
        }
        if (plain.isRecord()) {
            return new RecordCodec<>(plain);
        }
        throw unknown(type);
    }

    private static Codec<?> of(ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        Type last = arguments[arguments.length - 1];
        if (type.getRawType() == Map.class && arguments[0] == String.class) {
            return last == Object.class ? tree() : map(of(last));
        }
        if (type.getRawType() == Optional.class) {
            return optional(of(last));
        }
        if (type.getRawType() == List.class) {
            return list(of(last));
        }
        if (type.getRawType() == Set.class) {
            return set(of(last));
        }
        throw unknown(type);
    }

    private static IllegalArgumentException unknown(Type type) {
        return new IllegalArgumentException("a registry's entry holds a " + type.getTypeName()
                + ", which no codec carries: make it a record, or add its codec to Codecs");
    }

    /** A codec that leaves a value out if it is empty. */
    private static <T> Codec<T> simple(
            Predicate<T> isEmpty,
            T empty,
            BiFunction<T, Codec.Files, Object> write,
            BiFunction<Object, Codec.Files, T> read) {
        return new Codec<>() {
            @Override
            public @Nullable Object write(T value, Files files) {
                return isEmpty.test(value) ? null : write.apply(value, files);
            }

            @Override
            public T read(@Nullable Object tree, Files files) {
                return tree == null ? empty : read.apply(tree, files);
            }
        };
    }

    private static <T> Codec<T> text(Function<T, String> print, Function<String, T> parse, T empty) {
        return simple(
                empty::equals,
                empty,
                (value, files) -> print.apply(value),
                (tree, files) -> parse.apply((String) tree));
    }

    private static <T extends Number> Codec<T> number(Function<Long, T> narrow) {
        return simple(
                value -> value.longValue() == 0,
                narrow.apply(0L),
                (value, files) -> value.longValue(),
                (tree, files) -> narrow.apply((Long) tree));
    }

    private static Codec<Boolean> flag() {
        return simple(value -> !value, false, (value, files) -> true, (tree, files) -> (Boolean) tree);
    }

    /** By name; what is not there is the first one. */
    private static Codec<?> constant(Class<?> type) {
        List<Enum<?>> constants = Arrays.stream(type.getEnumConstants())
                .<Enum<?>>map(Enum.class::cast)
                .toList();
        return text(
                Enum::name,
                name -> constants.stream()
                        .filter(constant -> constant.name().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalArgumentException("there is no " + type.getSimpleName() + " " + name)),
                constants.get(0));
    }

    private static <T> Codec<Optional<T>> optional(Codec<T> of) {
        // in a list, so that a value that is there and empty is not taken for none
        return simple(
                Optional::isEmpty,
                Optional.empty(),
                (value, files) -> Arrays.asList(of.write(value.orElseThrow(), files)),
                (tree, files) -> Optional.of(of.read(((List<?>) tree).get(0), files)));
    }

    private static <T> Codec<List<T>> list(Codec<T> of) {
        return simple(
                List::isEmpty, List.of(), (value, files) -> write(of, value, files), (tree, files) -> ((List<?>) tree)
                        .stream().map(one -> of.read(one, files)).toList());
    }

    /** In the order of their texts, so that equal sets give equal texts. */
    private static <T> Codec<Set<T>> set(Codec<T> of) {
        return simple(
                Set::isEmpty,
                Set.of(),
                (value, files) -> write(
                        of,
                        value.stream()
                                .sorted(java.util.Comparator.comparing(Object::toString))
                                .toList(),
                        files),
                (tree, files) -> Set.copyOf(((List<?>) tree)
                        .stream().map(one -> of.read(one, files)).toList()));
    }

    private static <T> Object write(Codec<T> of, List<T> values, Codec.Files files) {
        return Arrays.asList(values.stream().map(one -> of.write(one, files)).toArray());
    }

    private static <T> Codec<Map<String, T>> map(Codec<T> of) {
        return simple(
                Map::isEmpty,
                Map.of(),
                (value, files) -> {
                    Map<String, @Nullable Object> tree = new TreeMap<>();
                    value.forEach((key, one) -> tree.put(key, of.write(one, files)));
                    return tree;
                },
                (tree, files) -> {
                    Map<String, T> value = new TreeMap<>();
                    ((Map<?, ?>) tree).forEach((key, one) -> value.put((String) key, of.read(one, files)));
                    return value;
                });
    }

    @SuppressWarnings("unchecked")
    private static Codec<Map<String, Object>> tree() {
        return simple(Map::isEmpty, Map.of(), (value, files) -> value, (tree, files) -> (Map<String, Object>) tree);
    }

    @SuppressWarnings("unchecked")
    private static Codec<Document> document() {
        return new Codec<>() {
            @Override
            public Object write(Document value, Files files) {
                return value.tree();
            }

            @Override
            public Document read(@Nullable Object tree, Files files) {
                return Document.of((Map<String, @Nullable Object>) java.util.Objects.requireNonNull(tree));
            }
        };
    }

    private static Codec<Content> content() {
        return simple(
                content -> false,
                Content.of(""),
                (content, files) -> {
                    files.refersTo(content);
                    return List.of(content.sha256(), content.size());
                },
                (tree, files) -> files.content((String) ((List<?>) tree).get(0), (Long) ((List<?>) tree).get(1)));
    }

    /** What a {@link ContainerResult} consists of. */
    record ContainerFields(String container, int exitCode, Instant started, Instant finished) {}

    private static Codec<ContainerResult> containerResult() {
        Codec<ContainerFields> fields = new RecordCodec<>(ContainerFields.class);
        return new Codec<>() {
            @Override
            public @Nullable Object write(ContainerResult value, Files files) {
                return fields.write(
                        new ContainerFields(value.container(), value.exitCode(), value.started(), value.finished()),
                        files);
            }

            @Override
            public ContainerResult read(@Nullable Object tree, Files files) {
                ContainerFields read = fields.read(tree, files);
                return ContainerResult.of(read.container(), read.exitCode(), read.started(), read.finished());
            }
        };
    }
}
