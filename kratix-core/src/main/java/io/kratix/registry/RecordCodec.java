// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries each component of a record by its name, so that a component that is added is carried, too. */
final class RecordCodec<T> implements Codec<T> {
    private final String[] names;
    private final MethodHandle[] accessors;
    private final Codec<?>[] codecs;
    private final MethodHandle constructor;

    RecordCodec(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        names = Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new);
        codecs = Arrays.stream(components)
                .map(component -> Codecs.of(component.getGenericType()))
                .toArray(Codec<?>[]::new);
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            accessors = new MethodHandle[components.length];
            for (int i = 0; i < components.length; i++) {
                accessors[i] = lookup.unreflect(components[i].getAccessor())
                        .asType(MethodType.methodType(Object.class, Object.class));
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getName() + " is not open to the registry's codec", e);
        }
    }

    @Override
    public @Nullable Object write(T value, Files files) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            @Nullable Object written = write(i, value, files);
            if (written != null) {
                tree.put(names[i], written);
            }
        }
        return tree.isEmpty() ? null : tree;
    }

    @SuppressWarnings("unchecked")
    @Override
    public T read(@Nullable Object tree, Files files) {
        Map<?, ?> fields = tree == null ? Map.of() : (Map<?, ?>) tree;
        Object[] values = new Object[names.length];
        for (int i = 0; i < names.length; i++) {
            values[i] = codecs[i].read(fields.get(names[i]), files);
        }
        return (T) invoke(() -> constructor.invokeExact(values));
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object write(int component, T value, Files files) {
        Object held = invoke(() -> accessors[component].invokeExact((Object) value));
        return ((Codec<Object>) codecs[component]).write(held, files);
    }

    /** A call of a handle, which may declare to throw anything. */
    @FunctionalInterface
    private interface Call {
        Object run() throws Throwable;
    }

    private static Object invoke(Call call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
