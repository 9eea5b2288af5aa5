// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/** Turns contents into blobs. A content that cannot be had, or is not as long as it says, is told apart from a broken disk. */
final class BlobInserter {
    /** Up to here a content is read at once. */
    private static final int SMALL = 1024 * 1024;

    /** So many bytes are kept from the first reading to the second; the rest is read twice. */
    private static final int MOST_KEPT = 8 * 1024 * 1024;

    private final PackBuilder pack;
    private int kept;

    BlobInserter(PackBuilder pack) {
        this.pack = pack;
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
     * A content that was read.
     *
     * @param id its blob
     * @param content the content
     * @param bytes its bytes, unless they are too many to keep
     * @param present whether it stands in its place already
     */
    record Blob(ObjectId id, Content content, Optional<byte[]> bytes, boolean present) {}

    /**
     * {@return the blob of a content}, which is in the pack only once it is inserted.
     *
     * @param content the content
     * @param present the blob that stands there
     * @throws UnreadableContentException if the content is to blame
     */
    Blob read(Content content, Optional<ObjectId> present) throws UnreadableContentException {
        if (content.size() > SMALL) {
            ObjectId blob = id(content);
            return new Blob(blob, content, Optional.empty(), present.equals(Optional.of(blob)));
        }
        byte[] bytes = bytes(content);
        ObjectId blob = pack.idFor(Constants.OBJ_BLOB, bytes);
        boolean there = present.equals(Optional.of(blob));
        boolean keeps = !there && kept + bytes.length <= MOST_KEPT;
        kept += keeps ? bytes.length : 0;
        return new Blob(blob, content, keeps ? Optional.of(bytes) : Optional.empty(), there);
    }

    /**
     * Puts contents into the pack, but for those that stand in their places.
     *
     * @throws IOException if the pack cannot be written, or a content is another one now
     */
    void insert(Collection<Blob> blobs) throws IOException {
        for (Blob blob : blobs) {
            if (blob.bytes().isPresent()) {
                byte[] bytes = blob.bytes().get();
                pack.insert(blob.id(), Constants.OBJ_BLOB, bytes, 0, bytes.length);
            } else if (!blob.present()) {
                stream(blob.id(), blob.content());
            }
        }
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
            ObjectId blob = pack.idFor(Constants.OBJ_BLOB, content.size(), in);
            requireLength(content, in.read() < 0);
            return blob;
        } catch (IOException e) {
            throw new UnreadableContentException(e);
        }
    }

    /** The second reading: had the first one failed here, within an object, the whole pack would be broken. */
    private void stream(ObjectId blob, Content content) throws IOException {
        try (InputStream in = content.open()) {
            pack.insertStream(blob, Constants.OBJ_BLOB, content.size(), in);
        }
    }

    private static void requireLength(Content content, boolean asSaid) throws UnreadableContentException {
        if (!asSaid) {
            throw new UnreadableContentException("it does not have the " + content.size() + " bytes that it should");
        }
    }
}
