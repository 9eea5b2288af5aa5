// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.PluginContext;
import io.kratix.spi.PluginException;
import io.kratix.spi.Settings;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreProvider;

/**
 * Opens documents of kind {@code GitStateStore}.
 *
 * <p>Fields of the document: {@code url} (required), {@code branch} ({@code main}), {@code gitAuthor} ({@code name}:
 * {@code kratix}, {@code email}: empty), {@code authMethod} ({@code basicAuth}, or {@code ssh} for an ssh URL),
 * {@code secretRef} and {@code caBundle} (certificates of the authorities to trust, in place of the JVM's).
 *
 * <p>Fields of the engine's configuration for this kind, which are the embedder's to decide: {@code allowFileUrls} and
 * {@code allowHttpUrls} ({@code false}), {@code createBranch} ({@code false}: a branch that is missing beside others is
 * not made), {@code minimumFetchInterval} ({@code 5s}), {@code commitPer} ({@code change} or {@code push}).
 */
public final class GitStateStoreProvider implements StateStoreProvider {
    /** Made by {@link java.util.ServiceLoader} or by hand; does nothing. */
    public GitStateStoreProvider() {
        // nothing to set up before a document asks
    }

    @Override
    public String kind() {
        return "GitStateStore";
    }

    @Override
    public String location(Settings settings) {
        return GitStateStoreSettings.read(settings).location();
    }

    @Override
    public StateStore open(Settings settings, PluginContext context) {
        GitStateStoreSettings spec = GitStateStoreSettings.read(settings);
        Settings configuration = context.configuration();
        boolean allowFileUrls = configuration.flag("allowFileUrls", false);
        boolean allowHttpUrls = configuration.flag("allowHttpUrls", false);
        GitStateStoreBuilder store = new GitStateStoreBuilder(spec.url(), context.cacheDirectory())
                .branch(spec.branch())
                .author(spec.authorName(), spec.authorEmail())
                .createBranch(configuration.flag("createBranch", false))
                .minimumFetchInterval(
                        configuration.duration("minimumFetchInterval", GitStateStoreBuilder.DEFAULT_FETCH_INTERVAL))
                .oneCommitPerPush(configuration.choice("commitPer", CommitPer.CHANGE) == CommitPer.PUSH)
                .networkTimeout(context.networkTimeout())
                .clock(context.clock())
                .executor(context.executor());
        configuration.done();
        requireAllowed(spec.url(), RepositoryUrl.Scheme.FILE, "file:", "allowFileUrls", allowFileUrls);
        requireAllowed(spec.url(), RepositoryUrl.Scheme.HTTP, "http://", "allowHttpUrls", allowHttpUrls);
        if (spec.url().scheme() == RepositoryUrl.Scheme.HTTP) {
            context.warn("url: http:// is not encrypted; whoever is on the way reads passwords and files");
        }
        if (!spec.caBundle().isEmpty()) {
            store.caBundle(spec.caBundle());
        }
        AuthMethods.apply(settings, spec, store);
        settings.done();
        return store.open();
    }

    private static void requireAllowed(
            RepositoryUrl url, RepositoryUrl.Scheme scheme, String start, String key, boolean allowed) {
        if (url.scheme() == scheme && !allowed) {
            throw PluginException.misconfigured(
                    "url: " + start + " URLs are not allowed here; whoever embeds the engine" + " allows them by '"
                            + key + ": true' in its configuration for kind GitStateStore");
        }
    }
}
