// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.transport.PackedObjectInfo;

/** Where in a pack each object is, in Git's format (gitformat-pack), version 2. */
final class PackIndex {
    private static final int SIGNATURE = 0xff744f63;
    private static final int VERSION = 2;
    private static final int FANOUT = 256;
    private static final long LARGE = 1L << 31;

    private final List<PackedObjectInfo> objects;
    private final byte[] packChecksum;

    PackIndex(List<PackedObjectInfo> objects, byte[] packChecksum) {
        this.objects = objects.stream().sorted(AnyObjectId::compareTo).toList();
        this.packChecksum = packChecksum;
    }

    void writeTo(OutputStream file) throws IOException {
        MessageDigest digest = Constants.newMessageDigest();
        DataOutputStream out = new DataOutputStream(new DigestOutputStream(file, digest));
        out.writeInt(SIGNATURE);
        out.writeInt(VERSION);
        writeFanout(out);
        for (PackedObjectInfo object : objects) {
            object.copyRawTo(out);
        }
        for (PackedObjectInfo object : objects) {
            out.writeInt(object.getCRC());
        }
        writeOffsets(out);
        out.write(packChecksum);
        out.flush();
        file.write(digest.digest());
    }

    /** For each first byte, how many objects have it or a lower one. */
    private void writeFanout(DataOutputStream out) throws IOException {
        int[] count = new int[FANOUT];
        objects.forEach(object -> count[object.getFirstByte()]++);
        int sum = 0;
        for (int each : count) {
            sum += each;
            out.writeInt(sum);
        }
    }

    /** An offset of more than 31 bits stands in a table of its own, in whose place its row is noted. */
    private void writeOffsets(DataOutputStream out) throws IOException {
        int rows = 0;
        for (PackedObjectInfo object : objects) {
            out.writeInt(object.getOffset() < LARGE ? (int) object.getOffset() : (int) LARGE | rows++);
        }
        for (PackedObjectInfo object : objects) {
            if (object.getOffset() >= LARGE) {
                out.writeLong(object.getOffset());
            }
        }
    }
}
