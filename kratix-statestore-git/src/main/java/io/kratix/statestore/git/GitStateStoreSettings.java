// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.Settings;
import io.kratix.statestore.git.RepositoryUrl.Scheme;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/**
 * What a document of kind GitStateStore says.
 *
 * @param url where the repository is
 * @param branch the branch's short name
 * @param authorName who writes the commits
 * @param authorEmail may be empty
 * @param authMethod how to log in
 * @param caBundle the authorities that may vouch for the server; empty for those that the JVM trusts
 * @param secretNamed whether the document names a secret
 */
record GitStateStoreSettings(
        RepositoryUrl url,
        String branch,
        String authorName,
        String authorEmail,
        AuthMethod authMethod,
        String caBundle,
        boolean secretNamed) {
    static final String DEFAULT_BRANCH = "main";
    static final String DEFAULT_AUTHOR = "kratix";

    /** Kratix's ways to authenticate, by the names that a document gives them. */
    enum AuthMethod {
        BASIC_AUTH,
        SSH,
        GITHUB_APP
    }

    /**
     * {@return the settings of a document}
     *
     * @param spec the document's {@code spec}
     * @throws io.kratix.spi.PluginException {@code MISCONFIGURED}, with every problem
     */
    static GitStateStoreSettings read(Settings spec) {
        Optional<RepositoryUrl> url = url(spec);
        String branch = branch(spec);
        Settings author = spec.section("gitAuthor");
        String name = identity(author, "name", DEFAULT_AUTHOR);
        if (name.isBlank()) {
            author.problem("name", "must not be empty: Git refuses commits without an author's name");
        }
        String email = identity(author, "email", "");
        AuthMethod method =
                spec.choice("authMethod", url.map(AuthMethods::usual).orElse(AuthMethod.BASIC_AUTH));
        spec.secret("secretRef");
        boolean secretNamed = !spec.section("secretRef").text("name", "").isEmpty();
        url.ifPresent(found -> AuthMethods.check(spec, found.scheme(), method, secretNamed));
        String caBundle = caBundle(spec, url);
        spec.done();
        return new GitStateStoreSettings(url.orElseThrow(), branch, name, email, method, caBundle, secretNamed);
    }

    /** {@return the name of the place: {@code git:github.com/acme/state#main}} */
    String location() {
        return "git:" + url.place() + "#" + branch;
    }

    private static Optional<RepositoryUrl> url(Settings spec) {
        String text = spec.text("url");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(RepositoryUrl.parse(text));
        } catch (IllegalArgumentException e) {
            spec.problem("url", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static String caBundle(Settings spec, Optional<RepositoryUrl> url) {
        String bundle = spec.text("caBundle", "");
        try {
            if (!bundle.isEmpty()) {
                Certificates.trusting(bundle);
            }
        } catch (IllegalArgumentException e) {
            spec.problem("caBundle", String.valueOf(e.getMessage()));
        }
        if (!bundle.isEmpty()) {
            url.map(RepositoryUrl::scheme)
                    .filter(scheme -> scheme == Scheme.SSH || scheme == Scheme.HTTP)
                    .ifPresent(scheme -> spec.problem(
                            "caBundle", "is for HTTPS, and 'url' asks for " + scheme + ": leave one of the two out"));
        }
        return bundle;
    }

    private static String branch(Settings spec) {
        String branch = spec.text("branch", DEFAULT_BRANCH);
        String problem = problemOfBranch(branch);
        if (!problem.isEmpty()) {
            spec.problem("branch", problem);
        }
        return branch;
    }

    /** {@return what is wrong with a branch's name; empty if nothing is} */
    static String problemOfBranch(String branch) {
        if (branch.startsWith(Constants.R_REFS)) {
            return "must be a branch's short name, without 'refs/heads/'";
        }
        boolean valid = Repository.isValidRefName(Constants.R_HEADS + branch);
        return valid && !branch.startsWith("-") && !branch.equals(Constants.HEAD)
                ? ""
                : "must be a name that Git allows for a branch, as in main or env/prod";
    }

    private static String identity(Settings author, String key, String fallback) {
        String text = author.text(key, fallback);
        if (text.chars().anyMatch(character -> character < ' ' || character == '<' || character == '>')) {
            author.problem(key, "must not have '<', '>' or control characters");
        }
        return text;
    }
}
