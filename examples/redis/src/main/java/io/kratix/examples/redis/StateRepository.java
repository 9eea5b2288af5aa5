// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/** The bare repository that the example writes to, seen from outside. */
final class StateRepository implements AutoCloseable {
    private final Repository repository;

    private StateRepository(Repository repository) {
        this.repository = repository;
    }

    static StateRepository openOrCreate(Path directory) throws IOException, GitAPIException {
        if (!Files.exists(directory.resolve("HEAD"))) {
            Git.init()
                    .setBare(true)
                    .setInitialBranch("main")
                    .setDirectory(directory.toFile())
                    .call()
                    .close();
        }
        return new StateRepository(new FileRepositoryBuilder()
                .setBare()
                .setGitDir(directory.toFile())
                .setMustExist(true)
                .build());
    }

    int commits(String branch) throws IOException {
        @Nullable ObjectId tip = repository.resolve("refs/heads/" + branch);
        int count = 0;
        if (tip != null) {
            try (RevWalk walk = new RevWalk(repository)) {
                walk.markStart(walk.parseCommit(tip));
                for (RevCommit commit : walk) {
                    count += commit == null ? 0 : 1;
                }
            }
        }
        return count;
    }

    List<String> files(String branch) throws IOException {
        List<String> files = new ArrayList<>();
        @Nullable ObjectId tree = repository.resolve("refs/heads/" + branch + "^{tree}");
        if (tree != null) {
            try (TreeWalk walk = new TreeWalk(repository)) {
                walk.addTree(tree);
                walk.setRecursive(true);
                while (walk.next()) {
                    files.add(walk.getPathString());
                }
            }
        }
        return files;
    }

    @Override
    public void close() {
        repository.close();
    }
}
