// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.FilepathMode;
import io.kratix.model.StorePath;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutConflictTest {
    private static final LayoutOwner REQUEST = LayoutOwner.request("redis", "default", "my-request");
    private static final Layout NESTED = layout(FilepathMode.NESTED_BY_DESTINATION);
    private static final Layout FLAT = layout(FilepathMode.NONE);

    @Test
    void refusesAFileWhereAnotherNeedsADirectory() {
        refuses(
                NESTED,
                "'w/resources/default/redis/my-request/a/b' and 'w/resources/default/redis/my-request/a' cannot both be"
                        + " written: one is a directory of the other",
                "a",
                "a/b");
    }

    @Test
    void refusesCaseTwins() {
        refuses(FLAT, "'A.yaml' and 'a.yaml' cannot both be written: they differ only in case", "a.yaml", "A.yaml");
    }

    @Test
    void refusesDirectoriesThatDifferOnlyInCase() {
        refuses(FLAT, "'sub' and 'Sub' cannot both be written: they differ only in case", "Sub/a.yaml", "sub/b.yaml");
    }

    @Test
    void takesOneFileTwiceIfItIsTheSame() {
        assertThat(layOut(FLAT, "a.yaml", "a.yaml").files()).hasSize(2);
    }

    @Test
    void refusesTwoContentsOfOnePath() {
        PlacedGroup one = LayoutFixtures.placed(REQUEST, "configure", 0, LayoutFixtures.root("monitor/a.yaml"));
        PlacedGroup other = LayoutFixtures.placed(REQUEST, "monitor", 1, LayoutFixtures.root("a.yaml"));

        assertThatThrownBy(() -> NESTED.layOut(REQUEST, List.of(one, other)))
                .isInstanceOf(LayoutConflictException.class)
                .hasMessageEndingWith("cannot both be written: their contents differ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".kratix/default-x.yaml",
                ".Kratix/x",
                ".kratix",
                "kratix-canary-namespace.yaml",
                "Kratix-Canary-ConfigMap.yaml",
                "kratix-canary-name\u017fpace.yaml",
                "kratix-canary-configmap.yaml/x"
            })
    void refusesReservedNamesInASharedTree(String path) {
        assertThatThrownBy(() -> layOut(FLAT, path))
                .isInstanceOf(LayoutConflictException.class)
                .hasMessageStartingWith("'" + path + "' cannot be written: '")
                .hasMessageEndingWith("' is reserved for Kratix' own files; let the workflow choose another name");
    }

    @Test
    void takesReservedNamesInsideOfAnOwnersDirectory() {
        assertThatCode(() -> layOut(NESTED, ".kratix/x", "kratix-canary-namespace.yaml"))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesAnOwnerWithAReservedName() {
        assertThatThrownBy(() -> NESTED.layOut(LayoutOwner.promise("kratix-canary-namespace.yaml"), List.of()))
                .isInstanceOf(LayoutConflictException.class)
                .hasMessage("nothing of Promise kratix-canary-namespace.yaml can be written: its name is reserved");
    }

    @Test
    void refusesAPathThatIsTooLongAsAWhole() {
        String path = String.join("/", List.of("x".repeat(250), "y".repeat(250), "z".repeat(250), "w".repeat(240)));

        assertThatThrownBy(() -> layOut(NESTED, path))
                .isInstanceOf(LayoutConflictException.class)
                .hasMessageStartingWith("nothing of request default/my-request of Promise redis can be written: path ")
                .hasMessageEndingWith(" must have at most 1024 bytes");
    }

    @Test
    void theFirstOwnerOfAPathKeepsIt() {
        Claims claims = new Claims().add("Promise redis", Set.of(StorePath.of("dir/a.yaml")));

        assertThatThrownBy(() -> claims.check("Promise kafka", List.of(StorePath.of("Dir/A.yaml"))))
                .isInstanceOf(LayoutConflictException.class)
                .hasMessage("'Dir/A.yaml' cannot be written for Promise kafka: 'dir/a.yaml' belongs to Promise redis;"
                        + " the first owner of a path keeps it");
        assertThatThrownBy(() -> claims.check("Promise kafka", List.of(StorePath.of("dir"))))
                .hasMessageContaining("belongs to Promise redis, which needs a directory there");
        assertThatThrownBy(() -> claims.check("Promise kafka", List.of(StorePath.of("dir/a.yaml/b"))))
                .hasMessageContaining("belongs to Promise redis, which is a file");
        assertThatCode(() -> claims.check("Promise kafka", List.of(StorePath.of("dir/b.yaml"))))
                .doesNotThrowAnyException();
        assertThatCode(() -> claims.check("Promise redis", List.of(StorePath.of("dir/a.yaml"))))
                .doesNotThrowAnyException();
    }

    @Test
    void claimsWhatItTakesForTheFirstTime() {
        OwnerFiles files = layOut(FLAT, "a.yaml", "b.yaml");

        assertThat(files.claims(Set.of(StorePath.of("a.yaml"))))
                .contains(StorePath.of("b.yaml"))
                .doesNotContain(StorePath.of("a.yaml"))
                .hasSize(2);
        assertThat(layOut(NESTED, "a.yaml").claims(Set.of())).isEmpty();
    }

    private static Layout layout(FilepathMode mode) {
        return LayoutFixtures.layout(LayoutFixtures.destination("w", "", mode));
    }

    private static OwnerFiles layOut(Layout layout, String... paths) {
        return layout.layOut(
                REQUEST, List.of(LayoutFixtures.placed(REQUEST, "configure", 0, LayoutFixtures.root(paths))));
    }

    private static void refuses(Layout layout, String message, String... paths) {
        assertThatThrownBy(() -> layOut(layout, paths))
                .isInstanceOf(LayoutConflictException.class)
                .hasMessage(message);
    }
}
