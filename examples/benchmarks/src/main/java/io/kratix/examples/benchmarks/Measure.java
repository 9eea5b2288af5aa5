// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

/**
 * One line of a benchmark's result.
 *
 * @param measure the case and its reference, in words
 * @param ours our time or amount
 * @param reference the reference's
 * @param unit of both
 * @param ratio ours by the reference's; below 1 is faster
 * @param note what a reader should know
 */
record Measure(String measure, double ours, double reference, String unit, double ratio, String note) {
    /**
     * {@return a measure in milliseconds}
     *
     * @param measure the case and its reference, in words
     * @param oursNanos our time
     * @param referenceNanos the reference's time
     * @param note what a reader should know
     */
    static Measure ofNanos(String measure, long oursNanos, long referenceNanos, String note) {
        return new Measure(
                measure, millis(oursNanos), millis(referenceNanos), "ms", (double) oursNanos / referenceNanos, note);
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 10_000.0) / 100.0;
    }
}
