// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import java.util.Objects;

/** Which secret is meant. */
public final class SecretReference {
    private final String namespace;
    private final String name;

    private SecretReference(String namespace, String name) {
        this.namespace = namespace;
        this.name = name;
    }

    /**
     * {@return a reference}
     *
     * @param namespace the secret's namespace
     * @param name the secret's name
     */
    public static SecretReference of(String namespace, String name) {
        return new SecretReference(namespace, name);
    }

    /** {@return the secret's namespace} */
    public String namespace() {
        return namespace;
    }

    /** {@return the secret's name} */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretReference reference
                && reference.namespace.equals(namespace)
                && reference.name.equals(name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(namespace, name);
    }

    /** {@return {@code default/git-credentials}} */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
