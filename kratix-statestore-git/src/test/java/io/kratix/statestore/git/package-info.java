// SPDX-License-Identifier: Apache-2.0
/** Git State Stores, looked at from outside: by the git program, which neither knows nor trusts JGit. */
@NullMarked
package io.kratix.statestore.git;

import org.jspecify.annotations.NullMarked;
