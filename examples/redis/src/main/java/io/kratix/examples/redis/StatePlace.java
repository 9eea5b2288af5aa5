// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.redis;

import java.io.IOException;
import java.util.List;

/** Where the example writes to, seen from outside. */
interface StatePlace extends AutoCloseable {
    /** {@return folders and files that declare the platform there} */
    List<String> platform();

    /** {@return what it is called} */
    String name();

    /** {@return what is there now} */
    List<String> files() throws IOException;

    /** {@return what was written since it was opened, in words} */
    String written() throws IOException;

    @Override
    void close() throws IOException;
}
