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
final class StateRepository implements StatePlace {
    private static final String BRANCH = "main";

    private final Repository repository;
    private final int commitsBefore;

    private StateRepository(Repository repository) throws IOException {
        this.repository = repository;
        this.commitsBefore = commits();
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

    @Override
    public List<String> platform() {
        return List.of("platform");
    }

    @Override
    public String name() {
        return "the branch " + BRANCH;
    }

    @Override
    public String written() throws IOException {
        int made = commits() - commitsBefore;
        return made == 0 ? "No commit was made: everything was there already." : "Commits made: " + made;
    }

    private int commits() throws IOException {
        @Nullable ObjectId tip = repository.resolve("refs/heads/" + BRANCH);
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

    @Override
    public List<String> files() throws IOException {
        List<String> files = new ArrayList<>();
        @Nullable ObjectId tree = repository.resolve("refs/heads/" + BRANCH + "^{tree}");
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
