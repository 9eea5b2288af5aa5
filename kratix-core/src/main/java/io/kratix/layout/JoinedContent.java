// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Documents one after another, with a line {@code ---} between them; nothing of them is held in memory. A byte order mark
 * at the beginning of one is left out: behind another document it would be part of the text.
 */
final class JoinedContent extends InputStream {
    private static final byte[] MARK = "\ufeff".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SEPARATOR = "\n---\n".getBytes(StandardCharsets.UTF_8);

    private final Iterator<Content> remaining;
    private InputStream current;
    private boolean atSeparator;

    private JoinedContent(Iterator<Content> remaining) throws IOException {
        this.remaining = remaining;
        this.current = opened(remaining.next());
    }

    /** {@return the documents as one content} There must be at least one. */
    static Content of(List<Content> documents) {
        long size = (long) SEPARATOR.length * (documents.size() - 1);
        for (Content document : documents) {
            size += document.size() - markOf(document);
        }
        return Content.of(size, () -> new JoinedContent(documents.iterator()));
    }

    private static InputStream opened(Content document) throws IOException {
        PushbackInputStream in = new PushbackInputStream(document.open(), MARK.length);
        byte[] first = in.readNBytes(MARK.length);
        if (!Arrays.equals(first, MARK)) {
            in.unread(first);
        }
        return in;
    }

    private static int markOf(Content document) {
        try (InputStream in = document.open()) {
            return Arrays.equals(in.readNBytes(MARK.length), MARK) ? MARK.length : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = current.read(buffer, offset, length);
        while (count < 0 && remaining.hasNext()) {
            current.close();
            atSeparator = !atSeparator;
            current = atSeparator ? new ByteArrayInputStream(SEPARATOR) : opened(remaining.next());
            count = current.read(buffer, offset, length);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
