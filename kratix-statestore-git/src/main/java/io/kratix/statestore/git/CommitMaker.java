// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.statestore.StateStoreChange;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;

/** Makes commits: who wrote them, when, and what their messages say. */
final class CommitMaker {
    private final String authorName;
    private final String authorEmail;
    private final Clock clock;

    CommitMaker(String authorName, String authorEmail, Clock clock) {
        this.authorName = authorName;
        this.authorEmail = authorEmail;
        this.clock = clock;
    }

    /** {@return the id of a new commit} */
    ObjectId commit(ObjectInserter inserter, ObjectId tree, Optional<ObjectId> parent, String message)
            throws IOException {
        PersonIdent author = new PersonIdent(authorName, authorEmail, clock.instant(), ZoneOffset.UTC);
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setParentIds(parent.stream().toList());
        commit.setAuthor(author);
        commit.setCommitter(author);
        commit.setMessage(message);
        return inserter.insert(commit);
    }

    /** {@return the title, and the attributes as trailers: {@code Kratix-Promise: redis}} */
    static String message(StateStoreChange change) {
        String trailers = change.attributes().entrySet().stream()
                .map(CommitMaker::trailer)
                .collect(Collectors.joining());
        return line(change.title()) + "\n" + (trailers.isEmpty() ? "" : "\n" + trailers);
    }

    /** {@return one message for several changes: how many, and their titles} */
    static String message(List<StateStoreChange> changes) {
        if (changes.size() == 1) {
            return message(changes.get(0));
        }
        return changes.size() + " changes\n\n"
                + changes.stream().map(change -> line(change.title()) + "\n").collect(Collectors.joining());
    }

    private static String trailer(Map.Entry<String, String> attribute) {
        String key = attribute.getKey().replaceAll("[^A-Za-z0-9-]+", "-");
        String token = key.isEmpty() ? "Attribute" : key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1);
        return "Kratix-" + token + ": " + line(attribute.getValue()) + "\n";
    }

    /** A line end would start another trailer, and Git refuses commits with a zero byte. */
    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
