// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.statestore.git.RepositoryUrl.Scheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://github.com/acme/state, HTTPS, github.com/acme/state",
        "https://github.com/acme/state.git, HTTPS, github.com/acme/state",
        "https://github.com/acme/state.git/, HTTPS, github.com/acme/state",
        "https://github.com//acme//state, HTTPS, github.com/acme/state",
        "https://github.com/acme/./x/../state, HTTPS, github.com/acme/state",
        "http://github.com:80/acme/state, HTTP, github.com/acme/state",
        "https://GitHub.COM/acme/State, HTTPS, github.com/acme/State",
        "HTTPS://github.com/acme/state, HTTPS, github.com/acme/state",
        "https://github.com:443/acme/state, HTTPS, github.com/acme/state",
        "https://github.com:8443/acme/state, HTTPS, github.com:8443/acme/state",
        "https://robot@github.com/acme/state, HTTPS, github.com/acme/state",
        "https://github.com/acme/st%61te, HTTPS, github.com/acme/state",
        "https://[::1]/acme/state, HTTPS, [::1]/acme/state",
        "ssh://git@github.com/acme/state.git, SSH, github.com/acme/state",
        "ssh://git@github.com:22/acme/state.git, SSH, github.com/acme/state",
        "ssh://git@github.com:2222/acme/state.git, SSH, github.com:2222/acme/state",
        "git@github.com:acme/state.git, SSH, github.com/acme/state",
        "github.com:acme/state, SSH, github.com/acme/state",
        "file:///srv/git/state.git, FILE, /srv/git/state",
        "file:/srv/git/state, FILE, /srv/git/state",
        "file://localhost/srv/git/state/, FILE, /srv/git/state",
        "file:///srv/git/state/.git, FILE, /srv/git/state",
        "file:///srv/../srv/git/./state, FILE, /srv/git/state",
        "file:///srv/git/with%20blank, FILE, /srv/git/with blank",
    })
    void namesARepositoryInOneSpelling(String url, Scheme scheme, String place) {
        RepositoryUrl parsed = RepositoryUrl.parse(url);

        assertThat(parsed.scheme()).isEqualTo(scheme);
        assertThat(parsed.place()).isEqualTo(place);
    }

    /** As the git program does: a forge takes both, a plain server goes from the user's home. */
    @ParameterizedTest
    @CsvSource({
        "git@github.com:acme/state.git, acme/state.git",
        "github.com:acme/state, acme/state",
        "git@host:/srv/git/state.git, /srv/git/state.git",
        "git@host:~/state.git, ~/state.git",
        "git@host:../state.git, ../state.git",
        "ssh://git@host/srv/git/state.git, /srv/git/state.git",
        "ssh://git@host:2222/~/state.git, ~/state.git",
        "ssh://git@host/~robot/state.git, ~robot/state.git",
    })
    void tellsAServerOfSshThePathThatGitTells(String url, String path) {
        assertThat(RepositoryUrl.parse(url).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state | must start with https://, ssh:// or file:",
                "/srv/git/state | must start with https://, ssh:// or file:",
                "ftp://github.com/acme/state | must start with https://, ssh:// or file:",
                "git@host:--exec=hunter2 | must name a repository whose path does not begin with '-'",
                "https://github.com | must name a repository on the host",
                "https://github.com/.git | must name a repository on the host",
                "https:///acme/state | must name a host",
                "https://me:hunter2@github.com/acme/state | must hold no password; put it into a secret and name that"
                        + " in secretRef",
                "https://github.com/acme/state?x=1 | must have no '?' and no '#'",
                "https://github.com/acme/state#main | must have no '?' and no '#'",
                "https://github.com/acme/hunter2 x | is no URL (a character at 31 is not allowed there)",
                "file://server/srv/git/state | must name no other host; use ssh:// or https://",
                "file:/ | must name a directory below the root",
                "file:///srv/.. | must name a directory below the root",
            })
    void saysWhatIsWrongWithoutRepeatingIt(String url, String problem) {
        assertThatThrownBy(() -> RepositoryUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void takesARelativeFileUrlAsOneBelowTheProgramsFolder() {
        RepositoryUrl relative = RepositoryUrl.parse("file:target/state.git");

        assertThat(relative.place())
                .isEqualTo(RepositoryUrl.parse(
                                "file://" + Path.of("target/state.git").toAbsolutePath())
                        .place());
        assertThat(relative.directory()).isEqualTo(Path.of("target/state.git").toAbsolutePath());
    }

    @Test
    void followsLinksOfThisMachine(@TempDir Path directory) throws IOException {
        Path real = Files.createDirectory(directory.toRealPath().resolve("real.git"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);

        assertThat(RepositoryUrl.parse("file://" + link).place())
                .isEqualTo(RepositoryUrl.parse("file://" + real).place());
        assertThat(RepositoryUrl.parse("file://" + link + "/not/yet/made.git").place())
                .isEqualTo(real + "/not/yet/made");
    }
}
