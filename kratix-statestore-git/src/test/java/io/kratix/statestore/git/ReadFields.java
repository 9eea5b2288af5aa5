// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.PluginContext;
import io.kratix.spi.Settings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.TreeSet;

/** Notes which fields a plugin reads. */
final class ReadFields {
    private final Set<String> names = new TreeSet<>();

    /** {@return the names so far}: {@code gitAuthor.name}; of a section that is a secret, the section's alone. */
    Set<String> names() {
        return names;
    }

    /** {@return the same settings, watched} */
    Settings of(Settings settings) {
        return watched(settings, "");
    }

    /** {@return the same context, whose configuration is watched} */
    PluginContext of(PluginContext context) {
        return proxy(
                PluginContext.class,
                context,
                (name, argument, result) -> result instanceof Settings settings ? watched(settings, "") : result);
    }

    private Settings watched(Settings settings, String prefix) {
        return proxy(Settings.class, settings, (method, argument, result) -> {
            if (result instanceof Settings section) {
                return watched(section, prefix + argument + ".");
            }
            if (method.equals("secret")) {
                names.add(prefix + argument);
            } else if (result != null && !prefix.equals("secretRef.")) {
                names.add(prefix + argument);
            }
            return result;
        });
    }

    /** What becomes of a call's result. */
    @FunctionalInterface
    private interface Watch {
        Object seen(String method, Object argument, Object result);
    }

    private static <T> T proxy(Class<T> type, T real, Watch watch) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        Object result = method.invoke(real, arguments);
                        return watch.seen(method.getName(), arguments == null ? "" : arguments[0], result);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
