// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.statestore.git.History.Acknowledgement;
import io.kratix.statestore.git.History.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bugs planted in a history are found by the one who checks it. */
class HistoryTest {
    private final List<Commit> history = new ArrayList<>(List.of(
            new Commit("c0", 0, Map.of("theirs.txt", "x")),
            change("c1", "w1", 1),
            change("c2", "w2", 1),
            change("c3", "w1", 2)));
    private final List<Acknowledgement> told = new ArrayList<>(List.of(
            new Acknowledgement("w1", 1, "c1"),
            new Acknowledgement("w2", 1, "c2"),
            new Acknowledgement("w1", 2, "c3")));

    private static Commit change(String id, String writer, int number) {
        return new Commit(id, 1, files(writer, String.valueOf(number), String.valueOf(number)));
    }

    private static Map<String, String> files(String writer, String first, String second) {
        return new java.util.TreeMap<>(Map.of(writer + "/a.yaml", first, writer + "/b.yaml", second));
    }

    @Test
    void findsNothingInASoundOne() {
        assertThat(History.check(history, told)).isEmpty();
    }

    @Test
    void findsAnAcknowledgedChangeThatIsMissing() {
        history.remove(2);

        assertThat(History.check(history, told)).containsExactly("w2 1 was acknowledged as c2 and is missing there");
    }

    @Test
    void findsAChangeThatWasMadeTwice() {
        history.add(change("c4", "w1", 2));

        assertThat(History.check(history, told)).containsExactly("w1 2 was made twice: [c3, c4]");
    }

    @Test
    void findsAChangeThatWasSplit() {
        history.add(new Commit("c4", 1, Map.of("w1/a.yaml", "3")));
        history.add(new Commit("c5", 1, files("w2", "2", "1")));

        assertThat(History.check(history, told))
                .containsExactly(
                        "c4 is no whole change of one writer: {w1/a.yaml=3}",
                        "c5 is no whole change of one writer: {w2/a.yaml=2, w2/b.yaml=1}");
    }

    @Test
    void findsAStrangersFileThatWasAltered() {
        history.add(new Commit("c4", 1, Map.of("theirs.txt", "")));

        assertThat(History.check(history, told)).hasSize(1);
    }

    @Test
    void findsAMergeAndAStepBack() {
        history.add(new Commit("c4", 2, files("w1", "1", "1")));

        assertThat(History.check(history, told))
                .containsExactly("c4 has 2 parents", "c4 takes w1 back to 1", "w1 1 was made twice: [c1, c4]");
    }
}
