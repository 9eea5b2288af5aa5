// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.Secret;
import io.kratix.spi.SecretValues;
import io.kratix.spi.Settings;
import io.kratix.statestore.git.GitStateStoreSettings.AuthMethod;
import io.kratix.statestore.git.RepositoryUrl.Scheme;
import java.util.Locale;

/** Which way to log in goes with which URL, and what it takes out of a secret: Kratix's keys, by Kratix's rules. */
final class AuthMethods {
    private static final String SECRET = "secretRef";
    /** GitHub takes any name with a token; this is the one that it recommends. */
    private static final String GITHUB_USER = "x-access-token";

    private AuthMethods() {}

    /** {@return the method that is meant where a document names none} */
    static AuthMethod usual(RepositoryUrl url) {
        return url.scheme() == Scheme.SSH ? AuthMethod.SSH : AuthMethod.BASIC_AUTH;
    }

    /** Records what does not go together. A {@code file:} URL goes with anything, so that a document can change its url. */
    static void check(Settings spec, Scheme scheme, AuthMethod method, boolean secretNamed) {
        if (scheme == Scheme.FILE) {
            return;
        }
        if (method == AuthMethod.GITHUB_APP) {
            spec.problem("authMethod", "githubApp is not supported yet; use basicAuth with a token, or ssh");
        } else if (scheme == Scheme.SSH && method != AuthMethod.SSH) {
            spec.problem("authMethod", "must be ssh for an ssh URL");
        } else if (scheme != Scheme.SSH && method == AuthMethod.SSH) {
            spec.problem("authMethod", "must be basicAuth for an https URL");
        } else if (scheme == Scheme.SSH && !secretNamed) {
            spec.problem(SECRET, "is required for ssh: a secret with sshPrivateKey and knownHosts");
        }
    }

    /**
     * Tells a builder how to log in. Problems of the secret are recorded.
     *
     * @param spec the document's {@code spec}
     * @param settings what was read of it
     * @param store the builder
     */
    static void apply(Settings spec, GitStateStoreSettings settings, GitStateStoreBuilder store) {
        if (!settings.secretNamed() || settings.url().scheme() == Scheme.FILE) {
            return;
        }
        SecretValues secret = spec.secret(SECRET);
        if (settings.authMethod() == AuthMethod.SSH) {
            applySsh(spec, secret, store);
        } else {
            applyBasicAuth(spec, secret, settings.url(), store);
        }
    }

    private static void applyBasicAuth(
            Settings spec, SecretValues secret, RepositoryUrl url, GitStateStoreBuilder store) {
        Secret password = secret.required("password");
        spec.done();
        String user = secret.optional("username")
                .map(Secret::text)
                .filter(name -> !name.isEmpty())
                .orElse("");
        boolean github = url.place().toLowerCase(Locale.ROOT).contains("github");
        String fallback = url.user().isEmpty() && github ? GITHUB_USER : "";
        try {
            store.basicAuth(user.isEmpty() ? fallback : user, password);
        } catch (IllegalArgumentException e) {
            spec.problem(SECRET, "names a secret whose 'password' or 'username' " + e.getMessage());
        }
    }

    private static void applySsh(Settings spec, SecretValues secret, GitStateStoreBuilder store) {
        Secret key = secret.required("sshPrivateKey");
        Secret hosts = secret.required("knownHosts");
        spec.done();
        tried(spec, "sshPrivateKey", () -> SshKeys.parse(key));
        tried(spec, "knownHosts", () -> KnownHosts.parse(hosts));
        spec.done();
        store.ssh(key, hosts);
    }

    private static void tried(Settings spec, String key, Runnable parsing) {
        try {
            parsing.run();
        } catch (IllegalArgumentException e) {
            spec.problem(SECRET, "names a secret whose '" + key + "' " + e.getMessage());
        }
    }
}
