// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdOwnerMap;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.transport.PackedObjectInfo;
import org.eclipse.jgit.util.TemporaryBuffer;
import org.eclipse.jgit.util.sha1.SHA1;

/**
 * Gathers new objects into one pack, each once. It does not look whether an object is in the cache already: looking costs
 * more than writing it again, so the callers leave out what they know to be there.
 */
final class PackBuilder extends ObjectInserter implements TreeSink {
    /** Up to here a pack is kept in memory. */
    private static final int IN_MEMORY = 24 * 1024 * 1024;

    private static final byte[] ZLIB_STORED = {0x78, 0x01};
    private static final int LONGEST_BLOCK = 0xffff;
    private static final int PACK_HEADER = 12;
    /** So many deltas may stand upon each other: git's own limit, since a reader has to go through them all. */
    private static final int DEEPEST = 50;

    private final TemporaryBuffer.LocalFile body;
    private final int level;
    private final Deflater deflater;
    private final Adler32 adler = new Adler32();
    private final ObjectIds ids = new ObjectIds();
    private final byte[] deflated = new byte[64 * 1024];
    private final CRC32 crc = new CRC32();
    private final ObjectIdOwnerMap<Packed> packed = new ObjectIdOwnerMap<>();
    private final List<PackedObjectInfo> inOrder = new ArrayList<>();
    private final boolean deltasTaken;
    private boolean deltas;

    /** An object of the pack. */
    private static final class Packed extends PackedObjectInfo {
        private static final long serialVersionUID = 1L;

        private int depth;

        Packed(AnyObjectId id) {
            super(id);
        }
    }

    /**
     * Begins.
     *
     * @param directory where a large pack is kept: private
     * @param level how hard to compress, 0 to 9; 0 is fastest where the network is
     * @param deltasTaken whether the remote takes deltas
     */
    PackBuilder(Path directory, int level, boolean deltasTaken) {
        this.deltasTaken = deltasTaken;
        body = new TemporaryBuffer.LocalFile(directory.toFile(), IN_MEMORY);
        this.level = level;
        deflater = new Deflater(level);
    }

    /** {@return the pack}; nothing more is inserted then. */
    Pack build() throws IOException {
        body.close();
        return new Pack(body, inOrder, deltas);
    }

    @Override
    public ObjectId idFor(int type, byte[] data, int offset, int length) {
        return ids.of(type, data, offset, length);
    }

    @Override
    public ObjectId insert(int type, byte[] data, int offset, int length) throws IOException {
        ObjectId id = idFor(type, data, offset, length);
        insert(id, type, data, offset, length);
        return id;
    }

    /** Inserts an object whose id is known. */
    void insert(ObjectId id, int type, byte[] data, int offset, int length) throws IOException {
        if (!packed.contains(id)) {
            Packed begun = begin(id, type, length);
            deflate(data, offset, length);
            end(begun);
        }
    }

    /** A tree goes in as what differs from the earlier version, if that is in the pack. */
    @Override
    public void insertTree(byte[] tree, ObjectId id, byte[] before, ObjectId beforeId) throws IOException {
        if (packed.contains(id)) {
            return;
        }
        Packed base = deltasTaken ? packed.get(beforeId) : null;
        byte[] delta = base == null || base.depth >= DEEPEST ? tree : TreeDelta.between(before, tree);
        if (base == null || delta.length >= tree.length) {
            insert(id, Constants.OBJ_TREE, tree, 0, tree.length);
            return;
        }
        deltas = true;
        Packed begun = begin(id, Constants.OBJ_OFS_DELTA, delta.length);
        begun.depth = base.depth + 1;
        writeDistance(begun.getOffset() - base.getOffset());
        deflate(delta, 0, delta.length);
        end(begun);
    }

    @Override
    public ObjectId insert(int type, long length, InputStream in) throws IOException {
        throw new UnsupportedOperationException("the id comes first: insertStream");
    }

    /**
     * Inserts an object whose id is known, without holding it whole.
     *
     * @throws IOException if it cannot be read, or has another id: the pack is broken then
     */
    void insertStream(ObjectId id, int type, long length, InputStream in) throws IOException {
        if (packed.contains(id)) {
            return;
        }
        SHA1 digest = SHA1.newInstance();
        digest.update(Constants.encodeASCII(Constants.typeString(type) + " " + length + "\0"));
        Packed begun = begin(id, type, length);
        deflater.reset();
        byte[] chunk = new byte[64 * 1024];
        for (int read = in.read(chunk); read > 0; read = in.read(chunk)) {
            digest.update(chunk, 0, read);
            deflater.setInput(chunk, 0, read);
            drain();
        }
        deflater.finish();
        drain();
        if (!digest.toObjectId().equals(id)) {
            throw new IOException("a content changed while it was read");
        }
        end(begun);
    }

    @Override
    public PackParser newPackParser(InputStream in) {
        throw new UnsupportedOperationException("packs are not taken apart");
    }

    @Override
    public ObjectReader newReader() {
        throw new UnsupportedOperationException("what is inserted is not read again");
    }

    @Override
    public void flush() {
        // build() does it
    }

    @Override
    public void close() {
        deflater.end();
        body.destroy();
    }

    private Packed begin(ObjectId id, int type, long length) throws IOException {
        Packed begun = new Packed(id);
        begun.setOffset(PACK_HEADER + body.length());
        crc.reset();
        long rest = length >>> 4;
        int first = type << 4 | (int) (length & 0xf);
        while (rest > 0) {
            write(first | 0x80);
            first = (int) (rest & 0x7f);
            rest >>>= 7;
        }
        write(first);
        return begun;
    }

    /** The way back to the base: seven bits a byte, highest first, each further byte standing for one more. */
    private void writeDistance(long distance) throws IOException {
        byte[] bytes = new byte[10];
        int start = bytes.length - 1;
        bytes[start] = (byte) (distance & 0x7f);
        for (long rest = distance >>> 7; rest > 0; rest >>>= 7) {
            rest--;
            bytes[--start] = (byte) (0x80 | (rest & 0x7f));
        }
        write(bytes, start, bytes.length - start);
    }

    private void deflate(byte[] data, int offset, int length) throws IOException {
        if (level == Deflater.NO_COMPRESSION) {
            store(data, offset, length);
            return;
        }
        deflater.reset();
        deflater.setInput(data, offset, length);
        deflater.finish();
        drain();
    }

    /** What the deflater does at level 0 (RFC 1950 and 1951), without clearing its tables for each small object. */
    private void store(byte[] data, int offset, int length) throws IOException {
        write(ZLIB_STORED, 0, ZLIB_STORED.length);
        int done = 0;
        do {
            int block = Math.min(LONGEST_BLOCK, length - done);
            boolean last = done + block == length;
            byte[] head = {
                (byte) (last ? 1 : 0), (byte) block, (byte) (block >>> 8), (byte) ~block, (byte) (~block >>> 8)
            };
            write(head, 0, head.length);
            write(data, offset + done, block);
            done += block;
        } while (done < length);
        adler.reset();
        adler.update(data, offset, length);
        byte[] checksum = ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) adler.getValue())
                .array();
        write(checksum, 0, checksum.length);
    }

    private void drain() throws IOException {
        for (int count = deflater.deflate(deflated); count > 0; count = deflater.deflate(deflated)) {
            write(deflated, 0, count);
        }
    }

    private void end(Packed object) {
        object.setCRC((int) crc.getValue());
        packed.add(object);
        inOrder.add(object);
    }

    private void write(int single) throws IOException {
        crc.update(single);
        body.write(single);
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        crc.update(bytes, offset, length);
        body.write(bytes, offset, length);
    }
}
