// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import java.util.List;

/** One benchmark: measures a case and its reference in one run. */
@FunctionalInterface
interface Benchmark {
    /**
     * {@return what was measured}
     *
     * @throws Exception whatever goes wrong; the run fails with it
     */
    List<Measure> run() throws Exception;
}
