// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

/** The two streams of a container's output. */
public enum LogStream {
    /** Standard output. */
    STDOUT,
    /** Standard error. */
    STDERR
}
