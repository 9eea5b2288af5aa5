// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import org.jspecify.annotations.Nullable;

/** A place in a tree, put into words only when something is wrong there. */
final class Where {
    private final @Nullable Where parent;
    private final String step;
    private final boolean isTop;
    private final int length;

    private Where(@Nullable Where parent, String step) {
        this(parent, step, false);
    }

    private Where(@Nullable Where parent, String step, boolean isTop) {
        this.parent = parent;
        this.step = step;
        this.isTop = isTop;
        this.length = step.length() + (parent == null ? 0 : parent.length);
    }

    /** {@return the tree itself} */
    static Where root() {
        return new Where(null, "");
    }

    /** {@return a tree that stands at a field of a larger document} */
    static Where root(String field) {
        return new Where(null, field);
    }

    Where child(String key) {
        return new Where(this, key);
    }

    /** {@return a tree of its own that stands at a field of this one} */
    Where top(String key) {
        return new Where(this, key, true);
    }

    Where item(int index) {
        return new Where(this, "[" + index + "]");
    }

    /** {@return a part of a map that has a name of its author's choice} */
    Where named(String name) {
        return new Where(this, "[" + name + "]");
    }

    /** {@return the schema's own way to name a part: {@code properties[spec]}} */
    Where child(String key, String name) {
        return new Where(this, key + "[" + name + "]");
    }

    /** {@return about how many characters the path has} */
    int length() {
        return length;
    }

    /** {@return the path from the larger document's top} */
    String field() {
        StringBuilder path = new StringBuilder();
        append(path, true);
        return path.toString();
    }

    /** {@return the path from the tree's top} */
    String body() {
        StringBuilder path = new StringBuilder();
        append(path, false);
        return path.toString();
    }

    private void append(StringBuilder path, boolean whole) {
        if (parent == null) {
            path.append(whole ? step : "");
            return;
        }
        if (isTop && !whole) {
            return;
        }
        parent.append(path, whole);
        path.append(path.length() == 0 || step.startsWith("[") ? "" : ".").append(step);
    }

    @Override
    public String toString() {
        return field();
    }
}
