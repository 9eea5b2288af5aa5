// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

/**
 * What a container may use.
 *
 * @param memory bytes, swap included; 0: all there is
 * @param nanoCpus billionths of a core; 0: all there are
 * @param pids processes and threads at a time; 0: as many as there are
 */
record Limits(long memory, long nanoCpus, long pids) {
    private static final long ONE_CORE = 1_000_000_000L;

    /** {@return what a container's {@code resources} ask for, and these limits where they ask for nothing, or for none} */
    Limits with(FieldTree resources, Remarks remarks) {
        FieldTree limits = resources.object("limits");
        remarks.ignored("resources", resources.besides("limits"));
        remarks.ignored("resources.limits", limits.besides("memory", "cpu"));
        return new Limits(
                limits.quantity("memory")
                        .map(Quantity::units)
                        .filter(asked -> asked > 0)
                        .orElse(memory),
                limits.quantity("cpu")
                        .map(Quantity::nanos)
                        .filter(asked -> asked > 0)
                        .orElse(nanoCpus),
                pids);
    }

    boolean isAboveOneCore() {
        return nanoCpus > ONE_CORE;
    }

    /** {@return these limits on an engine with so many cores, which refuses limits above them} */
    Limits onCores(int cores) {
        return new Limits(memory, Math.min(nanoCpus, cores * ONE_CORE), pids);
    }
}
