// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.Content;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Turns contents into blobs. A content that cannot be had, or is not as long as it says, is told apart from a broken disk. */
final class BlobInserter {
    /** Up to here a content is read at once. */
    private static final int SMALL = 1024 * 1024;

    private final ObjectInserter inserter;

    BlobInserter(ObjectInserter inserter) {
        this.inserter = inserter;
    }

    /** That a content cannot be had; nothing of it is in the pack. */
    static final class UnreadableContentException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableContentException(String message) {
            super(message);
        }

        UnreadableContentException(IOException cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    /**
     * {@return the blob of a content}
     *
     * @throws UnreadableContentException if the content is to blame
     * @throws IOException if the pack cannot be written
     */
    ObjectId insert(Content content) throws IOException, UnreadableContentException {
        return content.size() <= SMALL ? inserter.insert(Constants.OBJ_BLOB, bytes(content)) : stream(content);
    }

    private static byte[] bytes(Content content) throws UnreadableContentException {
        try (InputStream in = content.open()) {
            byte[] bytes = in.readNBytes((int) content.size());
            requireLength(content, bytes.length == content.size() && in.read() < 0);
            return bytes;
        } catch (IOException e) {
            throw new UnreadableContentException(e);
        }
    }

    /** Read twice: an inserter that was stopped within an object has a broken pack. */
    private ObjectId stream(Content content) throws IOException, UnreadableContentException {
        try (InputStream in = content.open()) {
            inserter.idFor(Constants.OBJ_BLOB, content.size(), in);
            requireLength(content, in.read() < 0);
        } catch (IOException e) {
            throw new UnreadableContentException(e);
        }
        try (InputStream in = content.open()) {
            return inserter.insert(Constants.OBJ_BLOB, content.size(), in);
        }
    }

    private static void requireLength(Content content, boolean asSaid) throws UnreadableContentException {
        if (!asSaid) {
            throw new UnreadableContentException("it does not have the " + content.size() + " bytes that it should");
        }
    }
}
