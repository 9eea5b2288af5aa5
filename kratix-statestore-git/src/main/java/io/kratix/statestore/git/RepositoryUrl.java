// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a repository is. URLs that lead to one repository in other ways (https or ssh, with or without a user, with or
 * without {@code .git}) are of one {@link #place}.
 */
final class RepositoryUrl {
    /** {@code git@github.com:acme/state.git}, as ssh takes it. */
    private static final Pattern SCP_LIKE = Pattern.compile("(?:([^/@:\\s]+)@)?([^/@:\\s]+):(?!//)([^\\s]+)");

    private static final Map<Scheme, Integer> DEFAULT_PORTS =
            Map.of(Scheme.HTTP, 80, Scheme.HTTPS, 443, Scheme.SSH, 22);

    private final Scheme scheme;
    private final URI uri;
    private final String path;
    private final String place;

    /** How to get there. */
    enum Scheme {
        FILE,
        HTTP,
        HTTPS,
        SSH
    }

    private RepositoryUrl(Scheme scheme, URI uri, String path, String place) {
        this.scheme = scheme;
        this.uri = uri;
        this.path = path;
        this.place = place;
    }

    /**
     * {@return the URL}
     *
     * @param text a {@code file:}, {@code http://}, {@code https://} or {@code ssh://} URL, or ssh's {@code git@host:path}
     * @throws IllegalArgumentException if it is something else; the message completes {@code url: …} and holds no part of
     *     the URL, which might be a password
     */
    static RepositoryUrl parse(String text) {
        URI uri = uri(text);
        require(uri.getRawQuery() == null && uri.getRawFragment() == null, "must have no '?' and no '#'");
        return switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
            case "file" -> file(uri);
            case "http" -> remote(Scheme.HTTP, uri, uri.getPath());
            case "https" -> remote(Scheme.HTTPS, uri, uri.getPath());
            case "ssh" -> ssh(uri, text);
            default -> throw new IllegalArgumentException("must start with https://, ssh:// or file:");
        };
    }

    Scheme scheme() {
        return scheme;
    }

    /** {@return the one name of the repository, without user, default port, {@code .git} and slash at the end} */
    String place() {
        return place;
    }

    /**
     * {@return the path that the other side is told} Over ssh it is what git says there: relative to the user's home in
     * {@code git@host:path}, and with {@code ~} at its beginning where that stands first.
     */
    String path() {
        return path;
    }

    /** {@return the URL as it was given; ssh's short form as a URL} */
    URI uri() {
        return uri;
    }

    /** {@return the user that the URL names} */
    Optional<String> user() {
        return Optional.ofNullable(uri.getUserInfo());
    }

    /** {@return the URL without a user} */
    URI withoutUser() {
        String authority = String.valueOf(uri.getRawAuthority()).replaceAll("^.*@", "");
        return URI.create(uri.getScheme() + "://" + authority + uri.getRawPath());
    }

    /** {@return the directory that a {@code file:} URL names} */
    Path directory() {
        return Path.of(uri).normalize();
    }

    private static URI uri(String text) {
        Matcher scp = SCP_LIKE.matcher(text);
        try {
            return scp.matches() && !scp.group(2).equalsIgnoreCase("file")
                    ? new URI("ssh", scp.group(1), scp.group(2), -1, "/" + scp.group(3), null, null)
                    : new URI(text);
        } catch (URISyntaxException e) {
            // The exception and its message hold the whole text.
            throw new IllegalArgumentException("is no URL (a character at " + e.getIndex() + " is not allowed there)");
        }
    }

    private static RepositoryUrl ssh(URI uri, String text) {
        Matcher scp = SCP_LIKE.matcher(text);
        String path = String.valueOf(scp.matches() ? scp.group(3) : uri.getPath());
        // the program on the other side would take it for an option
        require(!path.startsWith("-"), "must name a repository whose path does not begin with '-'");
        return remote(Scheme.SSH, uri, path.startsWith("/~") ? path.substring(1) : path);
    }

    private static RepositoryUrl remote(Scheme scheme, URI uri, String told) {
        String host = Optional.ofNullable(uri.getHost()).orElse("");
        String user = Optional.ofNullable(uri.getRawUserInfo()).orElse("");
        String path = trimmed(String.valueOf(uri.normalize().getPath()));
        require(!host.isEmpty(), "must name a host");
        require(!path.isEmpty(), "must name a repository on the host");
        require(user.indexOf(':') < 0, "must hold no password; put it into a secret and name that in secretRef");
        boolean plain = uri.getPort() < 0 || Integer.valueOf(uri.getPort()).equals(DEFAULT_PORTS.get(scheme));
        String authority = host.toLowerCase(Locale.ROOT) + (plain ? "" : ":" + uri.getPort());
        return new RepositoryUrl(scheme, uri, told, authority + "/" + path);
    }

    private static RepositoryUrl file(URI uri) {
        if (uri.isOpaque()) {
            return file(Path.of(uri.getSchemeSpecificPart()).toAbsolutePath().toUri());
        }
        String host = Optional.ofNullable(uri.getHost()).orElse("");
        require(host.isEmpty() || host.equals("localhost"), "must name no other host; use ssh:// or https://");
        URI local = URI.create("file://" + uri.getRawPath());
        // JGit takes the root for the directory '.git' of wherever the process is at work
        require(path(local).getNameCount() > 0, "must name a directory below the root");
        return new RepositoryUrl(
                Scheme.FILE,
                local,
                local.getPath(),
                "/" + trimmed(real(path(local)).toUri().getPath()));
    }

    private static Path path(URI local) {
        try {
            return Path.of(local).normalize();
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new IllegalArgumentException("names no path of this machine", e);
        }
    }

    /** Follows links as far as the path exists, so that its name stays when the rest of it is made. */
    private static Path real(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            return path;
        }
        try {
            return Files.exists(path) ? path.toRealPath() : real(parent).resolve(path.getFileName());
        } catch (IOException e) {
            return path;
        }
    }

    private static String trimmed(String path) {
        String inner = path.replaceAll("/{2,}", "/").replaceAll("^/|/$", "");
        return inner.endsWith(".git") ? inner.substring(0, inner.length() - 4).replaceAll("/$", "") : inner;
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
