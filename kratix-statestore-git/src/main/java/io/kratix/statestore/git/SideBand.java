// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.errors.TransportException;

/** Takes a remote's answer apart: the data, which is read here, and the words for people, which go elsewhere. */
final class SideBand extends InputStream {
    private static final int HEADER = 4;
    private static final int DATA = 1;
    private static final int PROGRESS = 2;
    private static final int ERROR = 3;

    private final InputStream in;
    private final OutputStream words;
    private byte[] data = new byte[0];
    private int next;
    private boolean ended;

    SideBand(InputStream in, OutputStream words) {
        this.in = in;
        this.words = words;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (next == data.length && !ended) {
            readPacket();
        }
        if (next == data.length) {
            return -1;
        }
        int count = Math.min(length, data.length - next);
        System.arraycopy(data, next, buffer, offset, count);
        next += count;
        return count;
    }

    private void readPacket() throws IOException {
        int length = length();
        if (length == 0) {
            ended = true;
            return;
        }
        byte[] packet = exactly(length - HEADER);
        switch (packet.length == 0 ? DATA : packet[0]) {
            case DATA -> {
                data = packet;
                next = Math.min(1, packet.length);
            }
            case PROGRESS -> words.write(packet, 1, packet.length - 1);
            case ERROR ->
                throw new TransportException(new String(packet, 1, packet.length - 1, StandardCharsets.UTF_8).strip());
            default -> throw new TransportException("the remote speaks on a channel that there is not: " + packet[0]);
        }
    }

    private int length() throws IOException {
        String text = new String(exactly(HEADER), StandardCharsets.US_ASCII);
        try {
            int length = Integer.parseInt(text, 16);
            if (length == 0 || length >= HEADER) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new TransportException("the remote's answer is not of Git's protocol", e);
        }
        throw new TransportException("the remote's answer is not of Git's protocol");
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the remote ended its answer early");
        }
        return bytes;
    }
}
