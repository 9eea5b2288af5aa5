// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Names objects as Git does. JGit's own way looks for attempts at colliding SHA-1, several times slower than the JDK's
 * digest; here it is our own objects that get names, and who receives them looks.
 */
final class ObjectIds {
    private final MessageDigest digest = Constants.newMessageDigest();

    ObjectId of(int type, byte[] data, int offset, int length) {
        digest.update((Constants.typeString(type) + " " + length + "\0").getBytes(StandardCharsets.US_ASCII));
        digest.update(data, offset, length);
        return ObjectId.fromRaw(digest.digest());
    }

    ObjectId ofTree(byte[] tree) {
        return of(Constants.OBJ_TREE, tree, 0, tree.length);
    }
}
