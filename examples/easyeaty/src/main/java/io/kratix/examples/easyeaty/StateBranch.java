// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.easyeaty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The State Store's branch {@code main}, as a GitOps agent sees it. */
final class StateBranch {
    private final Path repository;

    private StateBranch(Path repository) {
        this.repository = repository;
    }

    /** Makes a bare repository in which somebody else has a file already. */
    static StateBranch create(Path repository) throws IOException, GitAPIException {
        Git.init()
                .setBare(true)
                .setInitialBranch("main")
                .setDirectory(repository.toFile())
                .call()
                .close();
        Path clone = repository.resolveSibling("somebody-else");
        try (Git git = Git.cloneRepository()
                .setURI(repository.toUri().toString())
                .setDirectory(clone.toFile())
                .setBranch("main")
                .call()) {
            Files.writeString(clone.resolve("README.md"), "The state of EasyEaty's platform.\n");
            git.add().addFilepattern("README.md").call();
            git.commit()
                    .setMessage("Say what this is")
                    .setAuthor("Platform team", "platform@easyeaty.example")
                    .setSign(false)
                    .call();
            git.push().add("HEAD:refs/heads/main").call();
        }
        return new StateBranch(repository);
    }

    String url() {
        return repository.toUri().toString();
    }

    /** {@return every file's text, by path} */
    SortedMap<String, String> files() throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (Repository git = new FileRepositoryBuilder()
                        .setBare()
                        .setGitDir(repository.toFile())
                        .build();
                TreeWalk walk = new TreeWalk(git)) {
            walk.addTree(git.resolve("refs/heads/main^{tree}"));
            walk.setRecursive(true);
            while (walk.next()) {
                byte[] bytes = git.open(walk.getObjectId(0)).getBytes();
                files.put(walk.getPathString(), new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    /**
     * {@return what has changed: by path {@code +} for new, {@code ~} for altered, {@code -} for gone}
     *
     * @param before all files as they were
     * @param after all files as they are
     */
    static SortedMap<String, Character> changes(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        SortedMap<String, Character> changes = new TreeMap<>();
        for (String path : paths) {
            if (!after.containsKey(path)) {
                changes.put(path, '-');
            } else if (!before.containsKey(path)) {
                changes.put(path, '+');
            } else if (!after.get(path).equals(before.get(path))) {
                changes.put(path, '~');
            }
        }
        return changes;
    }
}
