// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import java.util.Objects;

/** Which ConfigMap is meant. */
public final class ConfigMapReference {
    private final String namespace;
    private final String name;

    private ConfigMapReference(String namespace, String name) {
        this.namespace = namespace;
        this.name = name;
    }

    /**
     * {@return a reference}
     *
     * @param namespace the ConfigMap's namespace
     * @param name the ConfigMap's name
     */
    public static ConfigMapReference of(String namespace, String name) {
        return new ConfigMapReference(namespace, name);
    }

    /** {@return the ConfigMap's namespace} */
    public String namespace() {
        return namespace;
    }

    /** {@return the ConfigMap's name} */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigMapReference reference
                && reference.namespace.equals(namespace)
                && reference.name.equals(name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(namespace, name);
    }

    /** {@return {@code default/settings}} */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
