// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.BasePackFetchConnection;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackTransport;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;

/** Fetches from a program whose input and output we hold. */
final class ProgramTransport extends Transport implements PackTransport {
    /** How a program is told that it may speak version 2 (gitprotocol-v2). */
    private static final Map<String, String> NEWEST_PROTOCOL = Map.of("GIT_PROTOCOL", "version=2");

    private final RemoteProgram program;
    private final NetworkCall call;

    /**
     * Prepares a conversation.
     *
     * @param local the cache
     * @param program starts the other side
     * @param call the conversation that this transport serves
     */
    ProgramTransport(Repository local, RemoteProgram program, NetworkCall call) {
        super(local, program.uri());
        this.program = program;
        this.call = call;
    }

    @Override
    public FetchConnection openFetch() throws TransportException {
        return openFetch(List.of());
    }

    @Override
    public FetchConnection openFetch(Collection<RefSpec> refs, String... patterns) throws TransportException {
        return new Fetch(refs, patterns);
    }

    @Override
    public PushConnection openPush() throws NotSupportedException {
        throw new NotSupportedException("pushes go by a PushConversation");
    }

    @Override
    public void close() {
        // each connection ends its own program
    }

    private RemoteProgram.Running start() throws TransportException {
        try {
            return program.start("upload-pack", NEWEST_PROTOCOL, call);
        } catch (TransportException e) {
            throw e;
        } catch (IOException e) {
            throw new TransportException(getURI(), String.valueOf(e.getMessage()), e);
        }
    }

    private final class Fetch extends BasePackFetchConnection {
        private final RemoteProgram.Running running;

        /** Asked by the protocol's version 2, a remote tells of the wanted refs only; an old one tells of all. */
        Fetch(Collection<RefSpec> refs, String... patterns) throws TransportException {
            super(ProgramTransport.this);
            running = start();
            init(new BufferedInputStream(call.watched(running.output())), new BufferedOutputStream(running.input()));
            if (!readAdvertisedRefs()) {
                lsRefs(refs, patterns);
            }
        }

        @Override
        public void close() {
            super.close();
            running.close();
        }
    }

    /** Carries a push to a program. */
    static final class Wire implements PushWire {
        private static final int PART = 64 * 1024;

        private final RemoteProgram.Running running;
        private final InputStream output;
        private final OutputStream input;
        private boolean asked;

        Wire(RemoteProgram program, NetworkCall call) throws IOException {
            running = program.start("receive-pack", Map.of(), call);
            output = new BufferedInputStream(call.watched(running.output()));
            input = call.watched(running.input());
        }

        @Override
        public InputStream advertisement() {
            return output;
        }

        @Override
        public InputStream exchange(Request request) throws IOException {
            asked = true;
            byte[] part = new byte[PART];
            try (InputStream bytes = request.open()) {
                int length = bytes.readNBytes(part, 0, PART);
                while (length > 0 && isTaken(part, length)) {
                    length = bytes.readNBytes(part, 0, PART);
                }
            }
            return output;
        }

        /** A program that has seen enough answers before it has read all, and what it says tells more. */
        private boolean isTaken(byte[] part, int length) throws IOException {
            try {
                input.write(part, 0, length);
                input.flush();
                return true;
            } catch (IOException e) {
                if (isAnswering(e)) {
                    return false;
                }
                throw e;
            }
        }

        private boolean isAnswering(IOException sending) {
            output.mark(1);
            try {
                boolean said = output.read() >= 0;
                output.reset();
                return said;
            } catch (IOException e) {
                sending.addSuppressed(e);
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            try {
                if (!asked) {
                    input.write("0000".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                }
                running.input().close();
            } finally {
                running.close();
            }
        }
    }
}
