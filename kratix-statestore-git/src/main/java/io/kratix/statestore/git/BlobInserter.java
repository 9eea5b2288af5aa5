// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/** Turns contents into blobs. A content that cannot be had, or is not as long as it says, is told apart from a broken disk. */
final class BlobInserter {
    /** Up to here a content is read at once. */
    private static final int SMALL = 1024 * 1024;

    private final PackBuilder inserter;

    BlobInserter(PackBuilder inserter) {
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
     * @param content the content
     * @param present the blob that stands there; not inserted again if it is the same
     * @throws UnreadableContentException if the content is to blame
     * @throws IOException if the pack cannot be written
     */
    ObjectId insert(Content content, Optional<ObjectId> present) throws IOException, UnreadableContentException {
        if (content.size() <= SMALL) {
            byte[] bytes = bytes(content);
            ObjectId blob = inserter.idFor(Constants.OBJ_BLOB, bytes);
            return present.equals(Optional.of(blob)) ? blob : inserted(blob, bytes);
        }
        ObjectId blob = id(content);
        return present.equals(Optional.of(blob)) ? blob : stream(blob, content);
    }

    private ObjectId inserted(ObjectId blob, byte[] bytes) throws IOException {
        inserter.insert(blob, Constants.OBJ_BLOB, bytes, 0, bytes.length);
        return blob;
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

    private ObjectId id(Content content) throws UnreadableContentException {
        try (InputStream in = content.open()) {
            ObjectId blob = inserter.idFor(Constants.OBJ_BLOB, content.size(), in);
            requireLength(content, in.read() < 0);
            return blob;
        } catch (IOException e) {
            throw new UnreadableContentException(e);
        }
    }

    /** The second reading: had the first one failed here, within an object, the whole pack would be broken. */
    private ObjectId stream(ObjectId blob, Content content) throws IOException {
        try (InputStream in = content.open()) {
            inserter.insertStream(blob, Constants.OBJ_BLOB, content.size(), in);
            return blob;
        }
    }

    private static void requireLength(Content content, boolean asSaid) throws UnreadableContentException {
        if (!asSaid) {
            throw new UnreadableContentException("it does not have the " + content.size() + " bytes that it should");
        }
    }
}
