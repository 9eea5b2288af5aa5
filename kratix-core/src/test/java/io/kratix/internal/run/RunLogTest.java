// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import org.junit.jupiter.api.Test;

class RunLogTest {
    @Test
    void masksEachLineOfASecretInTextsAndInExceptions() {
        RunLog log = new RunLog();
        log.mask(Secret.of("user\nhunter2\n"));

        assertThat(log.add("main", "login as user with hunter2")).isEqualTo("login as **** with ****");
        assertThat(log.masked(PluginException.unavailable("no login with hunter2"))
                        .message())
                .isEqualTo("no login with ****");
        assertThat(log.tail()).containsExactly("main: login as **** with ****");
    }
}
