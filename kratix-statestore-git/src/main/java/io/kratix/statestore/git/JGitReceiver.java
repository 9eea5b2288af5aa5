// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;

/** Receives a push within this process, for a machine that has no {@code git} program. */
final class JGitReceiver implements PushWire {
    private final Repository repository;
    private final NetworkCall call;

    JGitReceiver(Path gitDirectory, NetworkCall call) throws IOException {
        repository = new RepositoryBuilder().setGitDir(gitDirectory.toFile()).build();
        this.call = call;
    }

    @Override
    public InputStream advertisement() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ReceivePack(repository).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(new PacketLineOut(bytes)));
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    @Override
    public InputStream exchange(Request request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ReceivePack receiver = new ReceivePack(repository);
        receiver.setBiDirectionalPipe(false);
        try (InputStream bytes = request.open()) {
            receiver.receive(call.watched(bytes), answer, call.wordsSink());
        }
        return new ByteArrayInputStream(answer.toByteArray());
    }

    @Override
    public void close() {
        repository.close();
    }
}
