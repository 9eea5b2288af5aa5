// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing that a secret holds is read anywhere, however it is spelled. */
final class MaskerTest {
    private final Masker masker = new Masker();

    @Test
    void masksAValueWhereverItStands() {
        masker.remember(Secret.of("s3cr3t+pass\n"));

        assertThat(masker.mask("push with s3cr3t+pass, czNjcjN0K3Bhc3M=, s3cr3t%2Bpass: refused"))
                .isEqualTo("push with ****, ****, ****: refused");
    }

    @Test
    void masksEachLineOfALongValue() {
        masker.remember(Secret.of("-----BEGIN KEY-----\nb3BlbnNzaC1rZXktdjEA\nshort\n-----END KEY-----\n"));

        assertThat(masker.mask("invalid line b3BlbnNzaC1rZXktdjEA, and not short"))
                .isEqualTo("invalid line ****, and not short");
    }

    @Test
    void masksTheLongerOfTwoValuesFirst() {
        masker.remember(Secret.of("token"));
        masker.remember(Secret.of("token-of-production"));

        assertThat(masker.mask("token-of-production, token")).isEqualTo("****, ****");
    }

    @Test
    void leavesWordsThatAreTooShortToBeSecrets() {
        masker.remember(Secret.of("git"));
        masker.remember(Secret.of(""));

        assertThat(masker.mask("git push")).isEqualTo("git push");
    }

    @Test
    void masksWhoAUrlNames() {
        for (String user : List.of("me", "me:pass", "x-access-token:abc", "a:b@c")) {
            assertThat(masker.mask("fatal: https://" + user + "@example.com/a@b and ssh://git@host:22/"))
                    .isEqualTo("fatal: https://****@example.com/a@b and ssh://****@host:22/");
        }
        assertThat(masker.mask("https://example.com/?a=b@c")).isEqualTo("https://example.com/?a=b@c");
    }

    @Test
    void masksAnExceptionWithAllItsCausesAndKeepsTheRest() {
        masker.remember(Secret.of("s3cr3t"));
        PluginException thrown = PluginException.unavailable("no s3cr3t")
                .withRetryAfter(Duration.ofSeconds(7))
                .causedBy(new IOException("header: s3cr3t", new IllegalStateException("s3cr3t again")));

        PluginException masked = masker.mask(thrown);
        StringWriter printed = new StringWriter();
        masked.printStackTrace(new PrintWriter(printed));

        assertThat(masked.message()).isEqualTo("no ****");
        assertThat(masked.reason()).isEqualTo(PluginException.Reason.UNAVAILABLE);
        assertThat(masked.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(printed.toString())
                .doesNotContain("s3cr3t")
                .contains("java.io.IOException: header: ****", "java.lang.IllegalStateException: **** again");
    }

    @Test
    void leavesAnExceptionAsItIsThatHoldsNoSecret() {
        PluginException thrown = PluginException.rejected("no");

        assertThat(masker.mask(thrown)).isSameAs(thrown);
    }
}
