// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import java.util.Optional;

/** The values of one secret; none if the document names no secret or there is no such secret. */
public interface SecretValues {
    /** {@return whether the document names a secret and there is one} */
    boolean present();

    /**
     * {@return a value that must be there; an empty one, with a problem recorded, if it is not}
     *
     * @param key the value's key in the secret
     */
    Secret required(String key);

    /**
     * {@return a value, if it is there}
     *
     * @param key the value's key in the secret
     */
    Optional<Secret> optional(String key);
}
