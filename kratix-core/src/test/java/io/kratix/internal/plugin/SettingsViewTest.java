// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.kratix.spi.SecretValues;
import io.kratix.spi.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A plugin reads what it needs; its user learns of everything that is wrong, at once. */
final class SettingsViewTest {
    private static final SecretReference GIT = SecretReference.of("default", "git");

    /** Constants of one and of two words. */
    private enum Auth {
        BASIC_AUTH,
        SSH
    }

    @Test
    void answersWithWhatStandsThere() {
        SettingsView settings = view(Map.of(
                "url",
                "https://example.com",
                "branch",
                "dev",
                "insecure",
                true,
                "limit",
                7L,
                "timeout",
                "1m30s",
                "authMethod",
                "basicAuth"));

        assertThat(settings.text("url")).isEqualTo("https://example.com");
        assertThat(settings.text("branch", "main")).isEqualTo("dev");
        assertThat(settings.flag("insecure", false)).isTrue();
        assertThat(settings.number("limit", 1)).isEqualTo(7);
        assertThat(settings.duration("timeout", Duration.ZERO)).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.choice("authMethod", Auth.SSH)).isEqualTo(Auth.BASIC_AUTH);
        assertThatCode(settings::done).doesNotThrowAnyException();
    }

    @Test
    void answersWithTheFallbackWhereNothingStands() {
        Map<String, @Nullable Object> spec = new HashMap<>();
        spec.put("branch", null);
        SettingsView settings = view(spec);

        assertThat(settings.text("branch", "main")).isEqualTo("main");
        assertThat(settings.flag("insecure", true)).isTrue();
        assertThat(settings.number("limit", 3)).isEqualTo(3);
        assertThat(settings.duration("timeout", Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.choice("authMethod", Auth.SSH)).isEqualTo(Auth.SSH);
        assertThat(settings.section("author").text("name", "kratix")).isEqualTo("kratix");
        assertThatCode(settings::done).doesNotThrowAnyException();
    }

    @Test
    void takesWhatAProgramPutsIntoItsConfiguration() {
        SettingsView settings = SettingsView.ofConfiguration(
                "configuration of GitStateStore", Map.of("limit", 7, "timeout", Duration.ofSeconds(3)));

        assertThat(settings.number("limit", 1)).isEqualTo(7);
        assertThat(settings.duration("timeout", Duration.ZERO)).isEqualTo(Duration.ofSeconds(3));
        assertThatCode(settings::done).doesNotThrowAnyException();
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        SettingsView settings = view(Map.of(
                "branch", 5L,
                "insecure", "yes",
                "limit", "many",
                "timeout", "ten minutes",
                "pause", 10L,
                "authMethod", "password",
                "author", "me"));

        assertThat(settings.text("url")).isEmpty();
        assertThat(settings.text("branch", "main")).isEqualTo("main");
        assertThat(settings.flag("insecure", false)).isFalse();
        assertThat(settings.number("limit", 1)).isEqualTo(1);
        assertThat(settings.duration("timeout", Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.duration("pause", Duration.ofSeconds(6))).isEqualTo(Duration.ofSeconds(6));
        assertThat(settings.choice("authMethod", Auth.SSH)).isEqualTo(Auth.SSH);
        assertThat(settings.section("author").text("name", "kratix")).isEqualTo("kratix");
        assertDone(
                settings,
                "spec.url: Required value - add the field 'spec.url'",
                "spec.branch: Invalid value: 5: must be of type string - write the value as the type that the field has",
                "spec.insecure: Invalid value: \"yes\": must be of type boolean"
                        + " - write the value as the type that the field has",
                "spec.limit: Invalid value: \"many\": must be of type integer"
                        + " - write the value as the type that the field has",
                "spec.timeout: Invalid value: \"ten minutes\": is no duration - write for example 1h30m, 90s or 250ms",
                "spec.pause: Invalid value: 10: must be of type string"
                        + " - write the value as the type that the field has",
                "spec.authMethod: Invalid value: \"password\": is none of the values allowed"
                        + " - write one of basicAuth, ssh",
                "spec.author: Invalid value: \"me\": must be of type object"
                        + " - write the value as the type that the field has");
    }

    @Test
    void refusesAFractionWhereAnIntegerBelongs() {
        SettingsView settings = view(Map.of("limit", 1.5));

        assertThat(settings.number("limit", 1)).isEqualTo(1);
        assertDone(
                settings,
                "spec.limit: Invalid value: 1.5: must be of type integer"
                        + " - write the value as the type that the field has");
    }

    @Test
    void tellsAProblemOnceHoweverOftenThePluginAsks() {
        SettingsView settings = view(Map.of());

        settings.text("url");
        settings.text("url");

        assertDone(settings, "spec.url: Required value - add the field 'spec.url'");
    }

    @Test
    void suggestsTheNearestFieldForOneThatNobodyKnows() {
        SettingsView settings = view(Map.of("brnach", "dev"));

        settings.text("branch", "main");

        assertDone(settings, "unknown field \"spec.brnach\" - did you mean \"branch\"?");
    }

    @Test
    void namesTheFieldsThatExistWhereNoneIsNear() {
        SettingsView settings = view(Map.of("somethingElse", "dev"));

        settings.text("branch", "main");

        assertDone(settings, "unknown field \"spec.somethingElse\" - remove it; known here: path, branch");
    }

    @Test
    void tellsOfSectionsByTheirWholePath() {
        SettingsView settings = view(Map.of("author", Map.of("nmae", "me", "mail", Map.of("adress", "x"))));

        Settings author = settings.section("author");
        author.text("name");
        author.section("mail").text("address", "");

        assertDone(
                settings,
                "spec.author.name: Required value - add the field 'spec.author.name'",
                "unknown field \"spec.author.nmae\" - did you mean \"name\"?",
                "unknown field \"spec.author.mail.adress\" - did you mean \"address\"?");
    }

    @Test
    void saysBelowWhichSectionAFieldBelongs() {
        SettingsView settings = view(Map.of("email", "me@example.org"));

        settings.section("author").text("email", "");

        assertDone(settings, "unknown field \"spec.email\" - it belongs below \"author\": indent it");
    }

    @Test
    void knowsWhatWasReadOfASectionThroughEitherOfTwoViews() {
        SettingsView settings = view(Map.of("author", Map.of("name", "me", "email", "me@example.com")));

        settings.section("author").text("name");
        settings.section("author").text("email");

        assertThatCode(settings::done).doesNotThrowAnyException();
    }

    @Test
    void knowsTheFieldThatTheEngineReadsItself() {
        SettingsView settings = view(Map.of("path", "clusters"));
        SettingsView configuration = SettingsView.ofConfiguration("configuration of x", Map.of("path", "clusters"));

        assertThatCode(settings::done).doesNotThrowAnyException();
        assertDone(configuration, "unknown field \"configuration of x.path\" - remove it");
    }

    @Test
    void recordsWhatOnlyThePluginCanSee() {
        SettingsView settings = view(Map.of("url", "ftp://example.com"));
        settings.text("url");

        settings.problem("url", "must start with https:// or ssh://");
        settings.problem("branch", "is needed with a url");

        assertDone(
                settings,
                "spec.url: Invalid value: \"ftp://example.com\": must start with https:// or ssh:// - change the field",
                "spec.branch is needed with a url - change the field");
    }

    @Test
    void findsTheSecretThatTheReferenceNames() {
        SettingsView settings = view(Map.of("secretRef", Map.of("namespace", "default", "name", "git")));

        SecretValues secret = settings.secret("secretRef");

        assertThat(secret.present()).isTrue();
        assertThat(secret.required("password")).isEqualTo(Secret.of("s3cret"));
        assertThat(secret.optional("password")).contains(Secret.of("s3cret"));
        assertThat(secret.optional("token")).isEmpty();
        assertThatCode(settings::done).doesNotThrowAnyException();
    }

    @Test
    void looksForASecretWithoutNamespaceInTheDocumentsOwn() {
        SettingsView settings = view(Map.of("secretRef", Map.of("name", "git")));

        assertThat(settings.secret("secretRef").present()).isTrue();
    }

    @Test
    void refusesASecretThatLacksARequiredKey() {
        SettingsView settings = view(Map.of("secretRef", Map.of("name", "git")));

        Secret token = settings.secret("secretRef").required("token");

        assertThat(token).isEqualTo(Secret.of(""));
        assertDone(settings, "token not found in secret default/git - add the key 'token' to the secret");
    }

    @Test
    void refusesADocumentThatNamesNoSecretWhereOneIsRequired() {
        SettingsView settings = view(Map.of());
        SecretValues secret = settings.secret("secretRef");

        assertThat(secret.present()).isFalse();
        assertThat(secret.optional("password")).isEmpty();
        assertThatCode(settings::done).doesNotThrowAnyException();
        assertThat(secret.required("password")).isEqualTo(Secret.of(""));
        assertDone(settings, "spec.secretRef: Required value - add the field 'spec.secretRef'");
    }

    @Test
    void refusesAReferenceThatIsNone() {
        SettingsView settings = view(Map.of("secretRef", Map.of("nmae", "git")));

        settings.secret("secretRef");

        assertDone(
                settings,
                "spec.secretRef.name: Required value - add the field 'spec.secretRef.name'",
                "unknown field \"spec.secretRef.nmae\" - did you mean \"name\"?");
    }

    private static SettingsView view(Map<String, ? extends @Nullable Object> spec) {
        return SettingsView.ofSpec(
                spec,
                reference ->
                        reference.equals(GIT) ? NoSecret.of(Map.of("password", Secret.of("s3cret"))) : NoSecret.ABSENT,
                "default");
    }

    private static void assertDone(Settings settings, String... lines) {
        assertThatThrownBy(settings::done)
                .isInstanceOf(PluginException.class)
                .hasMessage(String.join("\n", lines))
                .extracting(thrown -> Optional.of(((PluginException) thrown).reason()))
                .isEqualTo(Optional.of(PluginException.Reason.MISCONFIGURED));
        assertThat(List.of(lines)).doesNotHaveDuplicates();
    }
}
