// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** A branch's whole history, replayed against what its writers were told. Each of them has one directory with two files. */
final class History {
    static final List<String> FILES = List.of("a.yaml", "b.yaml");

    private History() {}

    /** A commit, and the files that it altered: their contents by path, empty for one that it removed. */
    record Commit(String id, int parents, Map<String, String> altered) {}

    /** That a writer was told: its files have this content, as of this commit. */
    record Acknowledgement(String writer, int number, String revision) {}

    /** {@return the commits of main, the first one first} */
    static List<Commit> read(Path gitDirectory) throws IOException {
        List<Commit> commits = new ArrayList<>();
        try (Repository repository =
                        new RepositoryBuilder().setGitDir(gitDirectory.toFile()).build();
                RevWalk walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(repository.resolve("refs/heads/main")));
            walk.sort(RevSort.TOPO);
            walk.sort(RevSort.REVERSE, true);
            for (RevCommit commit : walk) {
                commits.add(new Commit(commit.name(), commit.getParentCount(), altered(repository, commit)));
            }
        }
        return commits;
    }

    private static Map<String, String> altered(Repository repository, RevCommit commit) throws IOException {
        Map<String, String> altered = new TreeMap<>();
        try (TreeWalk walk = new TreeWalk(repository);
                RevWalk commits = new RevWalk(repository)) {
            if (commit.getParentCount() == 0) {
                walk.addTree(new EmptyTreeIterator());
            } else {
                walk.addTree(new CanonicalTreeParser(
                        null,
                        walk.getObjectReader(),
                        commits.parseCommit(commit.getParent(0)).getTree()));
            }
            walk.addTree(commit.getTree());
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            while (walk.next()) {
                ObjectId now = walk.getObjectId(1);
                boolean gone = now.equals(ObjectId.zeroId());
                altered.put(
                        walk.getPathString(),
                        gone ? "" : new String(repository.open(now).getBytes(), StandardCharsets.UTF_8));
            }
        }
        return altered;
    }

    /** {@return what is wrong, in words} The first commit is that of a stranger, whose files nobody may alter. */
    static List<String> check(List<Commit> history, List<Acknowledgement> acknowledged) {
        List<String> wrong = new ArrayList<>();
        Map<String, List<String>> made = new HashMap<>();
        Map<String, Integer> latest = new HashMap<>();
        for (Commit commit : history.subList(1, history.size())) {
            if (commit.parents() != 1) {
                wrong.add(commit.id() + " has " + commit.parents() + " parents");
            }
            replay(commit, made, latest, wrong);
        }
        made.forEach((change, commits) -> {
            if (commits.size() > 1) {
                wrong.add(change + " was made twice: " + commits);
            }
        });
        for (Acknowledgement told : acknowledged) {
            String change = told.writer() + " " + told.number();
            if (!made.getOrDefault(change, List.of()).contains(told.revision())) {
                wrong.add(change + " was acknowledged as " + told.revision() + " and is missing there");
            }
        }
        return wrong;
    }

    private static void replay(
            Commit commit, Map<String, List<String>> made, Map<String, Integer> latest, List<String> wrong) {
        String writer = commit.altered().keySet().stream()
                .map(path -> path.replaceAll("/.*", ""))
                .distinct()
                .collect(Collectors.joining("+"));
        List<String> wanted = FILES.stream().map(file -> writer + "/" + file).toList();
        if (!List.copyOf(commit.altered().keySet()).equals(wanted)
                || new TreeSet<>(commit.altered().values()).size() != 1) {
            wrong.add(commit.id() + " is no whole change of one writer: " + commit.altered());
            return;
        }
        int number =
                Integer.parseInt(commit.altered().values().iterator().next().strip());
        if (number < latest.getOrDefault(writer, 0)) {
            wrong.add(commit.id() + " takes " + writer + " back to " + number);
        }
        latest.put(writer, number);
        made.computeIfAbsent(writer + " " + number, change -> new ArrayList<>()).add(commit.id());
    }
}
