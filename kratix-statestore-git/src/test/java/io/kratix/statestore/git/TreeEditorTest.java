// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.StorePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;

/** A tree that is edited by path is a map from paths to bytes, whatever is done in whatever order. */
class TreeEditorTest {
    private final InMemoryRepository repository = new InMemoryRepository(new DfsRepositoryDescription("test"));

    /** One thing to do to both, tree and map. */
    record Edit(Kind kind, String path, String content) {}

    enum Kind {
        PUT,
        REMOVE,
        CLEAR,
        WRITE,
        READ_ANEW
    }

    @Property(tries = 400)
    void behavesAsAMap(@ForAll("edits") List<Edit> edits) throws IOException {
        Map<String, String> model = new TreeMap<>();
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TreeEditor editor = TreeEditor.ofNothing(inserter.newReader());
            for (Edit edit : edits) {
                apply(edit, model);
                editor = apply(edit, editor, inserter);
            }
            ObjectId tree = editor.write(trees(inserter));
            inserter.flush();

            assertThat(files(tree)).isEqualTo(model);
            assertThat(editor.files(StorePath.ROOT).keySet())
                    .extracting(StorePath::toString)
                    .containsExactlyElementsOf(model.keySet());
            checkAsGitDoes(tree);
        }
    }

    @Property(tries = 200)
    void givesTheSameIdOnWhateverWay(@ForAll("edits") List<Edit> edits) throws IOException {
        Map<String, String> model = new TreeMap<>();
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TreeEditor editor = TreeEditor.ofNothing(inserter.newReader());
            for (Edit edit : edits) {
                apply(edit, model);
                editor = apply(edit, editor, inserter);
            }
            TreeEditor straight = TreeEditor.ofNothing(inserter.newReader());
            for (Map.Entry<String, String> file : model.entrySet()) {
                straight.put(StorePath.of(file.getKey()), blob(inserter, file.getValue()));
            }

            assertThat(editor.write(trees(inserter))).isEqualTo(straight.write(trees(inserter)));
        }
    }

    @Example
    void isTheEmptyTreeWhenNothingIsLeft() throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TreeEditor editor = TreeEditor.ofNothing(inserter.newReader());
            editor.put(StorePath.of("a/b/c"), blob(inserter, "x"));
            editor.write(trees(inserter));

            editor.remove(StorePath.of("a/b/c"));

            assertThat(editor.write(trees(inserter))).isEqualTo(Constants.EMPTY_TREE_ID);
        }
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        // Names whose order differs between directories and files, and that are no ASCII.
        Arbitrary<String> segment = Arbitraries.of("a", "a-", "a.b", "a0", "A", "b", "ü", "字");
        Arbitrary<String> path = segment.list().ofMinSize(1).ofMaxSize(3).map(segments -> String.join("/", segments));
        return Combinators.combine(Arbitraries.of(Kind.class), path, Arbitraries.of("1", "2"))
                .as(Edit::new)
                .list()
                .ofMaxSize(30);
    }

    private static void apply(Edit edit, Map<String, String> model) {
        String below = edit.path() + "/";
        switch (edit.kind()) {
            case PUT -> {
                model.keySet()
                        .removeIf(path -> path.startsWith(below) || edit.path().startsWith(path + "/"));
                model.put(edit.path(), edit.content());
            }
            case REMOVE -> model.remove(edit.path());
            case CLEAR -> model.keySet().removeIf(path -> path.equals(edit.path()) || path.startsWith(below));
            case WRITE, READ_ANEW -> {}
        }
    }

    private static TreeSink trees(ObjectInserter inserter) {
        return (tree, id, before, beforeId) -> inserter.insert(Constants.OBJ_TREE, tree);
    }

    private TreeEditor apply(Edit edit, TreeEditor editor, ObjectInserter inserter) throws IOException {
        StorePath path = StorePath.of(edit.path());
        switch (edit.kind()) {
            case PUT -> editor.put(path, blob(inserter, edit.content()));
            case REMOVE -> editor.remove(path);
            case CLEAR -> editor.clear(path);
            case WRITE -> editor.write(trees(inserter));
            case READ_ANEW -> {
                ObjectId tree = editor.write(trees(inserter));
                inserter.flush();
                return TreeEditor.of(repository.newObjectReader(), tree);
            }
        }
        return editor;
    }

    private static ObjectId blob(ObjectInserter inserter, String content) throws IOException {
        return inserter.insert(Constants.OBJ_BLOB, content.getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, String> files(ObjectId tree) throws IOException {
        Map<String, String> files = new HashMap<>();
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(tree);
            walk.setRecursive(true);
            while (walk.next()) {
                byte[] bytes = repository.open(walk.getObjectId(0)).getBytes();
                files.put(walk.getPathString(), new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private void checkAsGitDoes(ObjectId tree) throws IOException {
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = new TreeWalk(reader)) {
            new ObjectChecker().checkTree(reader.open(tree).getBytes());
            walk.addTree(tree);
            while (walk.next()) {
                if (walk.isSubtree()) {
                    byte[] below = reader.open(walk.getObjectId(0)).getBytes();
                    assertThat(below).isNotEmpty();
                    new ObjectChecker().checkTree(below);
                    walk.enterSubtree();
                }
            }
        }
    }
}
