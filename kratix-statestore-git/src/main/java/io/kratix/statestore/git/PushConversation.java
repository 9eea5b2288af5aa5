// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.PluginException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * Pushes one pack to one branch, by Git's protocol (gitprotocol-pack). JGit's own push counts which objects the remote
 * lacks by looking at every tree of the remote's tip; here they are known, since they were just made.
 */
final class PushConversation implements AutoCloseable {
    private static final String NO_REFS = "capabilities^{}";
    /** Begins a line that tells of a commit whose parents the remote does not have. */
    private static final String SHALLOW = "shallow ";

    private static final String UNPACK = "unpack ";

    private final PushWire wire;
    private final String branch;
    private final String subject;
    private final NetworkCall call;
    private Set<String> capabilities = Set.of();
    private Optional<ObjectId> tip = Optional.empty();

    private PushConversation(PushWire wire, String branch, String subject, NetworkCall call) {
        this.wire = wire;
        this.branch = branch;
        this.subject = subject;
        this.call = call;
    }

    /**
     * {@return a conversation that has begun: the remote has let us in for a push}
     *
     * @param wire carries it; closed with the conversation
     * @param branch the branch's full name
     * @param subject the branch and the repository, for messages
     * @param call gets the remote's words for people
     */
    static PushConversation open(PushWire wire, String branch, String subject, NetworkCall call) throws IOException {
        PushConversation conversation = new PushConversation(wire, branch, subject, call);
        try {
            conversation.readAdvertisement();
            return conversation;
        } catch (IOException | RuntimeException e) {
            wire.close(); // what the remote said for people is complete then
            throw e;
        }
    }

    /**
     * Moves the branch.
     *
     * @param expected where it must stand; empty if it must not be there
     * @param head where it shall stand
     * @param pack holds all that the remote lacks
     * @throws PluginException if the remote refuses, or if somebody was faster
     */
    void push(Optional<ObjectId> expected, ObjectId head, Pack pack) throws IOException {
        if (!tip.equals(expected)) {
            throw GitErrors.lostRace(subject);
        }
        if (pack.hasDeltas() && !capabilities.contains("ofs-delta")) {
            throw new DeltasRefusedException();
        }
        InputStream answer = wire.exchange(new Request(command(expected.orElse(ObjectId.zeroId()), head), pack));
        readReport(capabilities.contains("side-band-64k") ? new SideBand(answer, call.wordsSink()) : answer);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }

    private void readAdvertisement() throws IOException {
        PacketLineIn lines = new PacketLineIn(wire.advertisement());
        boolean first = true;
        for (String line = lines.readString(); !PacketLineIn.isEnd(line); line = lines.readString()) {
            if (line.startsWith("version ") || line.startsWith(SHALLOW)) {
                continue;
            }
            readRef(first ? withoutCapabilities(line) : line);
            first = false;
        }
        requireCapabilities();
    }

    private String withoutCapabilities(String line) {
        int end = line.indexOf('\0');
        if (end < 0) {
            return line;
        }
        capabilities = Set.copyOf(List.of(line.substring(end + 1).strip().split(" +")));
        return line.substring(0, end);
    }

    private void readRef(String line) throws IOException {
        String[] ref = line.split(" ", 2);
        if (ref.length < 2 || !ObjectId.isId(ref[0])) {
            throw new PackProtocolException("the remote's answer is not of Git's protocol");
        }
        if (ref[1].equals(branch) && !ref[1].equals(NO_REFS)) {
            tip = Optional.of(ObjectId.fromString(ref[0]));
        }
    }

    private void requireCapabilities() throws IOException {
        if (!capabilities.contains("report-status")) {
            throw new TransportException("the remote cannot report how a push went; it needs git 1.5 or newer");
        }
    }

    private byte[] command(ObjectId expected, ObjectId head) throws IOException {
        StringBuilder line = new StringBuilder()
                .append(expected.name())
                .append(' ')
                .append(head.name())
                .append(' ')
                .append(branch)
                .append('\0');
        for (String wanted : new String[] {"report-status", "side-band-64k", "ofs-delta"}) {
            line.append(capabilities.contains(wanted) ? " " + wanted : "");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut out = new PacketLineOut(bytes);
        out.writeString(line.toString());
        out.end();
        return bytes.toByteArray();
    }

    private void readReport(InputStream answer) throws IOException {
        PacketLineIn lines = new PacketLineIn(answer);
        String unpacked = line(lines);
        if (!unpacked.startsWith(UNPACK)) {
            throw new PackProtocolException("the remote's report is not of Git's protocol");
        }
        String verdict = line(lines);
        answer.transferTo(OutputStream.nullOutputStream()); // hooks go on talking after the report
        if (verdict.equals("ok " + branch)) {
            return;
        }
        String refusal = verdict.startsWith("ng " + branch + " ")
                ? verdict.substring(branch.length() + "ng ".length() + 1)
                : verdict;
        String unpacking = unpacked.substring(UNPACK.length());
        String told = unpacking.equals("ok") ? refusal : refusal + " (" + unpacking + ")";
        throw GitErrors.refused(subject, call.concealment().apply(told), call.words());
    }

    private static String line(PacketLineIn lines) throws IOException {
        String line = lines.readString();
        if (PacketLineIn.isEnd(line)) {
            throw new EOFException("the remote ended its report early");
        }
        return line;
    }

    /** That the remote takes objects only whole. */
    static final class DeltasRefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        private DeltasRefusedException() {
            super("the remote takes no deltas");
        }
    }

    /** The command, and then the pack. */
    private static final class Request implements PushWire.Request {
        private final byte[] command;
        private final Pack pack;

        Request(byte[] command, Pack pack) {
            this.command = command;
            this.pack = pack;
        }

        @Override
        public long length() {
            return command.length + pack.length();
        }

        @Override
        public InputStream open() throws IOException {
            return new SequenceInputStream(new ByteArrayInputStream(command), pack.open());
        }
    }
}
