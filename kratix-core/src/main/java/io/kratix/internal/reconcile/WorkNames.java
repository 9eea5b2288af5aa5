// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Content;
import io.kratix.model.ObjectReference;

/** Names for Works, in Kratix' form: what it is, a dash, five hexadecimal characters. Equal input, equal name. */
final class WorkNames {
    private static final int LONGEST = 57;
    private static final int CUT = 56;
    private static final int SUFFIX = 5;

    private WorkNames() {}

    static String of(String base, ObjectReference owner, String pipeline) {
        String cut = base.length() > LONGEST ? base.substring(0, CUT) : base;
        String stem = cut.replaceAll("[^a-zA-Z0-9]+$", "");
        return stem + "-" + Content.of(owner + " " + pipeline).sha256().substring(0, SUFFIX);
    }
}
