// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.Secret;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Builds a {@link GitStateStore}; not safe for several threads. */
public final class GitStateStoreBuilder {
    /** How old what is known of the branch may be. */
    static final Duration DEFAULT_FETCH_INTERVAL = Duration.ofSeconds(5);

    private static final Duration DEFAULT_NETWORK_TIMEOUT = Duration.ofSeconds(30);

    private final RepositoryUrl url;
    private final Path cacheDirectory;
    private String branch = GitStateStoreSettings.DEFAULT_BRANCH;
    private String authorName = GitStateStoreSettings.DEFAULT_AUTHOR;
    private String authorEmail = "";
    private boolean createBranch;
    private CommitPer commitPer = CommitPer.CHANGE;
    private Duration minimumFetchInterval = DEFAULT_FETCH_INTERVAL;
    private CacheBounds cacheBounds = CacheBounds.DEFAULT;
    private Duration networkTimeout = DEFAULT_NETWORK_TIMEOUT;
    private Clock clock = Clock.systemUTC();
    private Optional<Path> program =
            FileRemote.findProgram(Optional.ofNullable(System.getenv("PATH")).orElse(""));
    private Optional<HttpAccess.Credentials> credentials = Optional.empty();
    private Optional<SSLSocketFactory> certificates = Optional.empty();
    private Optional<SshRemote.Access> sshAccess = Optional.empty();
    private @Nullable Executor executor;

    GitStateStoreBuilder(RepositoryUrl url, Path cacheDirectory) {
        this.url = url;
        this.cacheDirectory = cacheDirectory;
    }

    /**
     * Names the branch.
     *
     * @param name its short name; {@code main} where none is named
     * @return this builder
     * @throws IllegalArgumentException if Git allows no such branch
     */
    public GitStateStoreBuilder branch(String name) {
        String problem = GitStateStoreSettings.problemOfBranch(name);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException("branch '" + name + "' " + problem);
        }
        branch = name;
        return this;
    }

    /**
     * Sets who writes the commits.
     *
     * @param name not empty; {@code kratix} where none is named
     * @param email may be empty
     * @return this builder
     */
    public GitStateStoreBuilder author(String name, String email) {
        authorName = name;
        authorEmail = email;
        return this;
    }

    /**
     * Sets who we are to a server that is reached by {@code https}; nobody where nothing is said.
     *
     * @param user a name; empty for the one in the URL, if there is one
     * @param password a password or token
     * @return this builder
     * @throws IllegalArgumentException if the password is empty or of more than one line
     */
    public GitStateStoreBuilder basicAuth(String user, Secret password) {
        String name = user.isEmpty() ? url.user().orElse("") : user;
        credentials = Optional.of(HttpAccess.Credentials.of(name, password));
        return this;
    }

    /**
     * Sets the authorities that may vouch for a server that is reached by {@code https}, in place of those that the JVM
     * trusts.
     *
     * @param bundle certificates in PEM, or that in base64
     * @return this builder
     * @throws IllegalArgumentException if it holds none
     */
    public GitStateStoreBuilder caBundle(String bundle) {
        certificates = Optional.of(Certificates.trusting(bundle));
        return this;
    }

    /**
     * Sets how to log in on a server that is reached by {@code ssh}: needed there.
     *
     * @param privateKey the private key, as {@code ssh-keygen} writes it, without a password
     * @param knownHosts the host keys to trust, as in OpenSSH's {@code known_hosts}
     * @return this builder
     * @throws IllegalArgumentException if one of them is none
     */
    public GitStateStoreBuilder ssh(Secret privateKey, Secret knownHosts) {
        sshAccess = Optional.of(new SshRemote.Access(SshKeys.parse(privateKey), KnownHosts.parse(knownHosts)));
        return this;
    }

    /**
     * Sets whether a branch that is missing beside others is made.
     *
     * @param create false where nothing is said: a slip of the pen would make a branch that nobody reads
     * @return this builder
     */
    public GitStateStoreBuilder createBranch(boolean create) {
        createBranch = create;
        return this;
    }

    /**
     * Sets whether all changes of a push become one commit.
     *
     * @param one false where nothing is said: each change becomes a commit of its own
     * @return this builder
     */
    public GitStateStoreBuilder oneCommitPerPush(boolean one) {
        commitPer = one ? CommitPer.PUSH : CommitPer.CHANGE;
        return this;
    }

    /**
     * Sets how old what is known of the branch may be when a call begins.
     *
     * @param interval zero: ask at each call; 5 s where nothing is said
     * @return this builder
     */
    public GitStateStoreBuilder minimumFetchInterval(Duration interval) {
        minimumFetchInterval = interval;
        return this;
    }

    /**
     * Sets how long the remote may be silent.
     *
     * @param timeout 30 s where nothing is said
     * @return this builder
     */
    public GitStateStoreBuilder networkTimeout(Duration timeout) {
        networkTimeout = timeout;
        return this;
    }

    /**
     * Sets the clock that dates commits and fetches.
     *
     * @param source the system's where nothing is said
     * @return this builder
     */
    public GitStateStoreBuilder clock(Clock source) {
        clock = source;
        return this;
    }

    /**
     * Sets where the talking with the remote runs.
     *
     * @param threads starts two tasks at once; threads of the store's own where nothing is said
     * @return this builder
     */
    public GitStateStoreBuilder executor(Executor threads) {
        executor = threads;
        return this;
    }

    /** Sets how far the cache may grow before it is made anew. */
    GitStateStoreBuilder cacheBounds(CacheBounds bounds) {
        cacheBounds = bounds;
        return this;
    }

    /** Sets the git program that repositories of this machine are talked with, or that there is none. */
    GitStateStoreBuilder gitProgram(Optional<Path> git) {
        program = git;
        return this;
    }

    /**
     * {@return the store; nothing has been asked of the remote yet}
     *
     * @throws IllegalStateException if the URL is one of ssh, and it was not said how to log in
     */
    public GitStateStore open() {
        if (executor != null) {
            return open(executor, () -> {});
        }
        ExecutorService own = Executors.newCachedThreadPool(this::newThread);
        return open(own, own::shutdownNow);
    }

    private GitStateStore open(Executor threads, Runnable onClose) {
        RemoteBranch remoteBranch = new RemoteBranch(
                remote(),
                branch,
                cacheDirectory,
                cacheBounds,
                new NetworkTerms(threads, clock, minimumFetchInterval, networkTimeout));
        CommitMaker commits = new CommitMaker(authorName, authorEmail, clock);
        return new GitStateStore(remoteBranch, commits, commitPer, createBranch, onClose);
    }

    private Remote remote() {
        return switch (url.scheme()) {
            case FILE -> new FileRemote(url.directory(), program);
            case HTTP, HTTPS ->
                new HttpRemote(new HttpAccess(url.withoutUser(), credentials, certificates), url.place());
            case SSH ->
                new SshRemote(
                        new SshRemote.Address(url.uri(), url.path(), url.place()),
                        sshAccess.orElseThrow(() -> new IllegalStateException("ssh needs a private key and host keys")),
                        clock,
                        cacheDirectory);
        };
    }

    private Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "git-" + url.place());
        thread.setDaemon(true);
        return thread;
    }
}
