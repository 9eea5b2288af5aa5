// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** Documents one after another, with a line {@code ---} between them; nothing of them is changed or held in memory. */
final class JoinedContent extends InputStream {
    private static final byte[] SEPARATOR = "\n---\n".getBytes(StandardCharsets.UTF_8);

    private final Iterator<Content> remaining;
    private InputStream current;
    private boolean atSeparator;

    private JoinedContent(Iterator<Content> remaining) throws IOException {
        this.remaining = remaining;
        this.current = remaining.next().open();
    }

    /** {@return the documents as one content} There must be at least one. */
    static Content of(List<Content> documents) {
        long size = (long) SEPARATOR.length * (documents.size() - 1);
        for (Content document : documents) {
            size += document.size();
        }
        return Content.of(size, () -> new JoinedContent(documents.iterator()));
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
            current = atSeparator
                    ? new ByteArrayInputStream(SEPARATOR)
                    : remaining.next().open();
            count = current.read(buffer, offset, length);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
