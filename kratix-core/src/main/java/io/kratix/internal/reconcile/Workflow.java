// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.Pipeline;
import io.kratix.registry.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a request's workflow has come, and what comes next. Pure: it follows from the Pipelines, the specs and the
 * runs on record.
 *
 * @param pipelines the Pipelines, in order
 * @param hash the digest of the specs that they run with
 * @param succeeded how many of them have succeeded with these specs, one after another
 * @param last the newest run, whatever it ran with
 */
record Workflow(List<Pipeline> pipelines, String hash, int succeeded, Optional<RunRecord> last) {
    /** What comes next. */
    enum Next {
        /** A run goes on. */
        WAIT,
        /** The Pipeline after the last one that succeeded has to run. */
        RUN,
        /** A Pipeline failed; the next one never runs. */
        FAILED,
        /** All Pipelines have succeeded. */
        DONE
    }

    /**
     * {@return the state of a workflow}
     *
     * @param pipelines the Pipelines, in order
     * @param hash the digest of the specs as they are now
     * @param runs all runs on record of the request
     */
    static Workflow of(List<Pipeline> pipelines, String hash, List<RunRecord> runs) {
        List<RunRecord> newestFirst = new ArrayList<>(runs);
        newestFirst.sort(Comparator.comparing(RunRecord::ordinal).reversed());
        int succeeded = 0;
        for (RunRecord run : newestFirst) {
            // a run with other specs ends the look back: what ran before it has been overwritten
            if (!run.hash().equals(hash)) {
                break;
            }
            if (run.phase() == RunRecord.Phase.SUCCEEDED) {
                succeeded = Math.max(succeeded, run.position() + 1);
            }
        }
        return new Workflow(pipelines, hash, succeeded, newestFirst.stream().findFirst());
    }

    /** {@return what comes next} */
    Next next() {
        if (last.map(RunRecord::phase).filter(RunRecord.Phase.RUNNING::equals).isPresent()) {
            return Next.WAIT;
        }
        if (succeeded >= pipelines.size()) {
            return Next.DONE;
        }
        return failure().isPresent() ? Next.FAILED : Next.RUN;
    }

    /** {@return the run that stopped the workflow, if one did} */
    Optional<RunRecord> failure() {
        return last.filter(
                run -> run.phase() == RunRecord.Phase.FAILED && run.hash().equals(hash));
    }

    /** {@return the Pipeline that comes next; only if there is one} */
    Pipeline nextPipeline() {
        return pipelines.get(succeeded);
    }

    /**
     * {@return a digest of what a run depends on: the specs of the Promise and of the request}
     *
     * @param promise the Promise's document
     * @param request the request's document
     */
    static String hash(Document promise, Document request) {
        return Content.of(canonical(promise.spec()) + "\n" + canonical(request.body()))
                .sha256();
    }

    /** The same text for equal trees, whatever the order of their keys. */
    private static String canonical(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, String> sorted = new TreeMap<>();
            map.forEach((key, child) -> sorted.put(quoted(String.valueOf(key)), canonical(child)));
            return sorted.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Workflow::canonical).toList().toString();
        }
        if (value instanceof String text) {
            return quoted(text);
        }
        return String.valueOf(value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
