// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import java.util.Optional;

/**
 * One file to put.
 *
 * @param plan whose it is
 * @param path where it goes
 * @param content what it holds
 * @param there the object that it takes the place of
 */
record Upload(ChangePlan plan, StorePath path, Content content, Optional<Listed> there) {
    String key() {
        return path.toString();
    }
}
