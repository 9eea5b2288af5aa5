// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

/** What becomes one commit. The names are what the configuration field {@code commitPer} takes, in lower case. */
enum CommitPer {
    /** Each change: the log tells whose change it was. */
    CHANGE,
    /** All changes of a push: the log is shorter. */
    PUSH
}
