// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

/**
 * An image as Pipelines name it, in parts.
 *
 * @param registry the registry's host, with its port; {@code docker.io} where none is named
 * @param repository everything before tag and digest, as written
 * @param reference the digest if there is one, else the tag; {@code latest} where none is named
 */
record ImageName(String registry, String repository, String reference) {
    private static final String DEFAULT_REGISTRY = "docker.io";
    private static final String LATEST = "latest";

    static ImageName parse(String image) {
        int at = image.indexOf('@');
        String named = at < 0 ? image : image.substring(0, at);
        int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
        String repository = colon < 0 ? named : named.substring(0, colon);
        String tag = colon < 0 ? LATEST : named.substring(colon + 1);
        return new ImageName(registryOf(repository), repository, at < 0 ? tag : image.substring(at + 1));
    }

    /** {@return whether the name means another image whenever somebody pushes one} */
    boolean isLatest() {
        return reference.equals(LATEST);
    }

    /** The first part is a host if it looks like one; {@code library/redis} does not. */
    private static String registryOf(String repository) {
        int slash = repository.indexOf('/');
        String first = slash < 0 ? "" : repository.substring(0, slash);
        boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
        return isHost ? first : DEFAULT_REGISTRY;
    }
}
