// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.spi.Secret;
import io.kratix.spi.SecretValues;
import java.util.Map;
import java.util.Optional;

/** Answers for secrets whose values nobody may see, or that are not there. */
enum NoSecret implements SecretValues {
    /** There is no such secret. */
    ABSENT {
        @Override
        public boolean present() {
            return false;
        }

        @Override
        public Optional<Secret> optional(String key) {
            return Optional.empty();
        }
    },
    /** Every value is there and empty: for reading a document without its secrets. */
    BLANK {
        @Override
        public boolean present() {
            return true;
        }

        @Override
        public Optional<Secret> optional(String key) {
            return Optional.of(Secret.of(""));
        }
    };

    @Override
    public Secret required(String key) {
        return Secret.of("");
    }

    /**
     * {@return the values of a secret that was found}
     *
     * @param values the values by key
     */
    static SecretValues of(Map<String, Secret> values) {
        return new SecretValues() {
            @Override
            public boolean present() {
                return true;
            }

            @Override
            public Secret required(String key) {
                return optional(key).orElseGet(() -> Secret.of(""));
            }

            @Override
            public Optional<Secret> optional(String key) {
                return Optional.ofNullable(values.get(key));
            }
        };
    }
}
