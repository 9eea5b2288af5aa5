// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

/**
 * One file of a workload group.
 *
 * @param filepath the path below {@code /kratix/output}
 * @param content the bytes
 */
public record Workload(StorePath filepath, Content content) {
    /** Equal if path and bytes are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Workload workload
                && workload.filepath.equals(filepath)
                && workload.content.size() == content.size()
                && workload.content.sha256().equals(content.sha256());
    }

    @Override
    public int hashCode() {
        return filepath.hashCode() * 31 + Long.hashCode(content.size());
    }
}
