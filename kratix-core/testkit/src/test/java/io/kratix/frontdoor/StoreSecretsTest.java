// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.ScriptedPlatform.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.kratix.spi.SecretSource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Secrets come, change and are missing while the engine runs; nobody ever reads one. */
class StoreSecretsTest {
    private static final SecretReference GIT = SecretReference.of("default", "git");
    private static final Map<String, Object> SPEC = Map.of("secretRef", Map.of("name", "git"));
    private static final Duration ROUND = Duration.ofMinutes(1).plusSeconds(1);

    private final Map<SecretReference, Map<String, Secret>> vault = new ConcurrentHashMap<>();
    private SecretSource source = reference -> Optional.ofNullable(vault.get(reference));
    private final ScriptedPlatform scripted =
            new ScriptedPlatform(builder -> builder.secrets(reference -> source.find(reference)));
    private final ScriptedStores stores = scripted.stores;
    private String password = "";

    @AfterEach
    void close() {
        scripted.close();
    }

    @Test
    void namesTheSecretThatIsMissingAndOpensOnceItIsThere() {
        usePassword();
        scripted.applyAll("one");
        String without = scripted.condition();
        scripted.passes(ROUND);
        vault.put(GIT, Map.of("username", Secret.of("me")));
        scripted.passes(ROUND);
        String withoutKey = scripted.condition();

        vault.put(GIT, Map.of("password", Secret.of("hunter2")));
        scripted.passes(ROUND);

        assertThat(without)
                .isEqualTo("Ready=False SecretNotFound: Secret git not found in namespace default:"
                        + " password not found in secret default/git - add the key 'password' to the secret");
        assertThat(withoutKey)
                .isEqualTo("Ready=False ErrorInitialisingWriter:"
                        + " password not found in secret default/git - add the key 'password' to the secret");
        assertThat(scripted.condition()).startsWith("Ready=True");
        assertThat(stores.place.texts()).containsKey(file("one"));
    }

    @Test
    void opensAnewWithinAMinuteWhenASecretChanges() {
        usePassword();
        vault.put(GIT, Map.of("password", Secret.of("hunter2")));
        scripted.applyAll("one");
        stores.diary.clear();

        vault.put(GIT, Map.of("password", Secret.of("hunter3")));
        scripted.passes(ROUND);

        assertThat(stores.diary).containsExactly("close", "open", "check");
        assertThat(password).isEqualTo("hunter3");
    }

    @Test
    void asksForNothingAnewWhereNothingChanged() {
        usePassword();
        vault.put(GIT, Map.of("password", Secret.of("hunter2")));
        scripted.applyAll("one");
        stores.diary.clear();

        scripted.passes(Duration.ofHours(1));

        assertThat(stores.diary).isEmpty();
    }

    @Test
    void readsTheSecretAgainAtOnceWhenItDoesNotLetUsIn() {
        usePassword();
        vault.put(GIT, Map.of("password", Secret.of("hunter2")));
        scripted.applyAll("one");
        stores.onWrite = (sound, request) -> {
            if (password.equals("hunter2")) {
                vault.put(GIT, Map.of("password", Secret.of("hunter3")));
                throw PluginException.unauthorized("401");
            }
            return sound.write(request);
        };
        stores.diary.clear();

        scripted.request("large", "one");
        scripted.time.runAll();

        assertThat(stores.diary).containsExactly("write", "close", "open", "check", "write");
        assertThat(stores.place.texts()).containsEntry(file("one"), "size: large\n");
        assertThat(scripted.events()).noneMatch(event -> event.startsWith("NotReady"));
    }

    @Test
    void takesASourceThatCannotTellForNoChange() {
        usePassword();
        vault.put(GIT, Map.of("password", Secret.of("hunter2")));
        scripted.applyAll("one");
        stores.diary.clear();
        source = reference -> {
            throw PluginException.unavailable("the vault is sealed");
        };

        scripted.passes(Duration.ofMinutes(5));

        assertThat(stores.diary).isEmpty();
        assertThat(scripted.condition()).startsWith("Ready=True");
    }

    @Test
    void endsTheWriteThatIsUnderWayWhenASecretChanges() {
        usePassword();
        vault.put(GIT, Map.of("password", Secret.of("hunter2")));
        scripted.applyAll("one");
        stores.onWrite = (sound, request) -> {
            if (password.equals("hunter2")) {
                vault.put(GIT, Map.of("password", Secret.of("hunter3")));
                throw PluginException.unavailable("cut off");
            }
            return sound.write(request);
        };

        scripted.request("large", "one");
        scripted.passes(ROUND);

        assertThat(stores.place.texts()).containsEntry(file("one"), "size: large\n");
        assertThat(password).isEqualTo("hunter3");
    }

    @Test
    void showsNobodyASecretOrWhoAUrlNames() {
        usePassword();
        vault.put(GIT, Map.of("password", Secret.of("hunter2-is-long")));
        stores.onCheck = () -> {
            throw PluginException.unauthorized("https://me:token@example.com says no to hunter2-is-long")
                    .causedBy(new IOException("Authorization: hunter2-is-long"));
        };

        scripted.applyAll("one");

        assertThat(scripted.condition())
                .isEqualTo("Ready=False ErrorValidatingPermissions: Error validating state store permissions:"
                        + " https://****@example.com says no to ****");
        assertThat(scripted.events().toString()).doesNotContain("hunter2").doesNotContain("token");
    }

    @Test
    void masksWhatIsRefusedAndWhatIsWarnedOf() {
        stores.onOpen = (settings, context) -> {
            settings.secret("secretRef").required("password");
            context.warn("hunter2-is-long is weak");
        };
        vault.put(GIT, Map.of("password", Secret.of("hunter2-is-long")));
        stores.onWrite = (sound, request) -> request.changes().stream()
                .map(change -> io.kratix.spi.statestore.ChangeOutcome.refused(
                        PluginException.rejected("not with hunter2-is-long")))
                .toList();

        scripted.platform.kratix.apply(
                ScriptedPlatform.store(SPEC),
                ScriptedPlatform.destination("worker").build());
        scripted.time.runAll();

        assertThat(scripted.platform.conditions(io.kratix.model.ObjectReference.destination("worker")))
                .containsExactly("Ready=False StateStoreWriteFailed:"
                        + " Failed to write test documents to State Store: not with ****");
        assertThat(scripted.status("warnings")).isEqualTo(List.of("**** is weak"));
        assertThat(scripted.events()).contains("Warning: **** is weak");
    }

    /** The store needs a password; applied is a document that names where it is. */
    private void usePassword() {
        stores.onOpen = (settings, context) ->
                password = settings.secret("secretRef").required("password").text();
        scripted.platform.kratix.apply(ScriptedPlatform.store(SPEC));
    }
}
