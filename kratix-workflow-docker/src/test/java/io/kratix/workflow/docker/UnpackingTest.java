// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.InvalidPathException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackingTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

    @ParameterizedTest
    @ValueSource(strings = {"output/", "/", "./"})
    void takesFilesWhateverAnEngineCallsTheDirectory(String root) throws IOException {
        directory(root);
        directory(root + "empty/");
        file(root + "a/b.yaml");

        unpack();

        assertThat(directory.resolve("output/a/b.yaml")).hasContent("content");
        assertThat(directory.resolve("output/empty")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"output/../../escaped", "output/a/../b", "/etc/passwd", "output/.git/config", "output/a\\b"})
    void leavesHostileNamesToTheReceiverToRefuse(String name) throws IOException {
        directory("output/");
        file(name);

        assertThatThrownBy(this::unpack).isInstanceOf(InvalidPathException.class);
        assertThat(directory.resolve("escaped")).doesNotExist();
    }

    @Test
    void refusesMoreDirectoriesThanFilesAreTaken() throws IOException {
        directory("output/");
        for (int directory = 0; directory <= 10_000; directory++) {
            directory("output/nested/" + directory + "/");
        }

        assertThatThrownBy(this::unpack).hasMessage("the output has more than 10000 directories");
    }

    @Test
    void refusesADirectoryThatIsNone() throws IOException {
        directory("output/");
        directory("output/..");

        assertThatThrownBy(this::unpack).isInstanceOf(RunFailedException.class);
    }

    @Test
    void refusesLinksToWhatIsNotInTheArchive() throws IOException {
        directory("output/");
        special("output/users", TarConstants.LF_LINK, "/etc/passwd");

        assertThatThrownBy(this::unpack)
                .hasMessage("'users' in the output is a link to '/etc/passwd', which is no file there; write files, no"
                        + " links or devices");
    }

    @Test
    void refusesPipesAndDevices() throws IOException {
        directory("output/");
        special("output/disk", TarConstants.LF_BLK, "");

        assertThatThrownBy(this::unpack)
                .hasMessage("'disk' in the output is a device; write files, no links or devices");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kratix-results/", "./"})
    void takesEachDirectoryOfAnArchiveOfSeveral(String root) throws IOException {
        directory(root);
        directory(root + "output/");
        directory(root + "output/group/");
        file(root + "output/a/b.yaml");
        special(root + "output/second.yaml", TarConstants.LF_LINK, root + "output/a/b.yaml");
        directory(root + "metadata/");
        file(root + "metadata/status.yaml");

        unpackSeveral();

        assertThat(directory.resolve("output/a/b.yaml")).hasContent("content");
        assertThat(directory.resolve("output/second.yaml")).hasContent("content");
        assertThat(directory.resolve("output/group")).isEmptyDirectory();
        assertThat(directory.resolve("output/output")).doesNotExist();
        assertThat(directory.resolve("metadata/status.yaml")).hasContent("content");
    }

    @Test
    void takesNothingThatLiesBesideTheDirectoriesOfAnArchive() throws IOException {
        directory("./");
        file("./output-of-nobody.yaml");
        directory("./other/");
        file("./other/file.yaml");
        special("./disk", TarConstants.LF_BLK, "");

        unpackSeveral();

        assertThat(directory.resolve("output")).isEmptyDirectory();
        assertThat(directory.resolve("metadata")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"./output/../../escaped", "./output/../metadata/status.yaml", "./metadata/../output/a"})
    void letsNoDirectoryOfAnArchiveReachIntoAnother(String name) throws IOException {
        directory("./");
        file(name);

        assertThatThrownBy(this::unpackSeveral).isInstanceOf(InvalidPathException.class);
    }

    @Test
    void refusesALinkFromOneDirectoryOfAnArchiveIntoAnother() throws IOException {
        directory("./");
        file("./metadata/status.yaml");
        special("./output/stolen", TarConstants.LF_LINK, "./metadata/status.yaml");

        assertThatThrownBy(this::unpackSeveral)
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("which is no file there");
    }

    private void unpackSeveral() throws IOException {
        tar.close();
        LocalWorkspace workspace = LocalWorkspace.in(directory);
        Unpacking.unpack(
                List.of(
                        new Unpacking("output", workspace.output(), workspace::receiveOutput),
                        new Unpacking("metadata", workspace.metadata(), workspace::receiveMetadata)),
                new ByteArrayInputStream(bytes.toByteArray()));
    }

    private void unpack() throws IOException {
        tar.close();
        LocalWorkspace workspace = LocalWorkspace.in(directory);
        new Unpacking("output", workspace.output(), workspace::receiveOutput)
                .unpack(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private void directory(String name) throws IOException {
        tar.putArchiveEntry(new TarArchiveEntry(name, TarConstants.LF_DIR, true));
        tar.closeArchiveEntry();
    }

    private void file(String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private void special(String name, byte type, String link) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(link);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }
}
