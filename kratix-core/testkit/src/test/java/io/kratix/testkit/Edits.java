// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.ScriptedRequest.Checkpoint;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Requests and outcomes, altered on their way through a planted bug. */
final class Edits {
    private Edits() {}

    /** A part of a change that a bug leaves out. */
    enum Part {
        FILES,
        DIRECTORIES,
        ABSENT,
        CLAIMS
    }

    /** {@return a builder that holds a change, but for some parts} */
    static StateStoreChange.Builder copy(StateStoreChange change, Part... without) {
        Set<Part> parts = EnumSet.allOf(Part.class);
        parts.removeAll(List.of(without));
        StateStoreChange.Builder copy = StateStoreChange.builder(
                        change.id(), change.destination(), change.destinationRoot())
                .title(change.title());
        if (parts.contains(Part.FILES)) {
            copy.files(change.files());
        }
        if (parts.contains(Part.DIRECTORIES)) {
            change.directories().forEach(copy::directory);
        }
        if (parts.contains(Part.ABSENT)) {
            change.absent().forEach(copy::absent);
        }
        if (parts.contains(Part.FILES) && parts.contains(Part.CLAIMS)) {
            change.files().keySet().stream().filter(change::claims).forEach(copy::claim);
        }
        return copy;
    }

    /** {@return a copy of a change with other contents} */
    static StateStoreChange contents(StateStoreChange change, BiFunction<StorePath, Content, Content> edit) {
        StateStoreChange.Builder copy = copy(change);
        change.files().forEach((path, content) -> copy.file(path, edit.apply(path, content)));
        return copy.build();
    }

    /** {@return a copy of a change whose files a bug leaves out, or puts elsewhere} */
    static StateStoreChange paths(StateStoreChange change, Function<StorePath, Optional<StorePath>> edit) {
        StateStoreChange.Builder copy = copy(change, Part.FILES);
        change.files().forEach((path, content) -> edit.apply(path).ifPresent(edited -> {
            copy.file(edited, content);
            if (change.claims(path)) {
                copy.claim(edited);
            }
        }));
        return copy.build();
    }

    /** {@return a text that two changes share if they say the same, by which bugs recognise what they have heard} */
    static String summary(StateStoreChange change) {
        StringBuilder summary = new StringBuilder(change.id());
        change.files().forEach((path, content) -> summary.append(path).append(digest(content)));
        return summary.append(change.directories()).append(change.absent()).toString();
    }

    private static String digest(Content content) {
        try {
            return content.sha256();
        } catch (UncheckedIOException e) {
            return "unreadable " + System.nanoTime();
        }
    }

    static WriteRequest changes(WriteRequest request, UnaryOperator<StateStoreChange> edit) {
        return with(request, request.changes().stream().map(edit).toList(), request::checkpoint);
    }

    static WriteRequest only(WriteRequest request, List<StateStoreChange> changes) {
        return with(request, changes, request::checkpoint);
    }

    static WriteRequest checkpoint(WriteRequest request, Checkpoint checkpoint) {
        return with(request, request.changes(), checkpoint);
    }

    /** {@return outcomes that a bug tells in place of the true ones} */
    static List<ChangeOutcome> outcomes(
            WriteRequest request,
            List<ChangeOutcome> outcomes,
            BiFunction<StateStoreChange, ChangeOutcome, ChangeOutcome> edit) {
        List<ChangeOutcome> edited = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            edited.add(edit.apply(request.changes().get(i), outcomes.get(i)));
        }
        return edited;
    }

    private static WriteRequest with(WriteRequest request, List<StateStoreChange> changes, Checkpoint checkpoint) {
        return new WriteRequest() {
            @Override
            public List<StateStoreChange> changes() {
                return changes;
            }

            @Override
            public void checkpoint() throws InterruptedException {
                checkpoint.pass();
            }

            @Override
            public boolean completes(StorePath below) {
                return request.completes(below);
            }
        };
    }
}
