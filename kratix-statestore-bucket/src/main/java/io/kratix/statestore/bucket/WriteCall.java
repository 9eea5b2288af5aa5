// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One write: looks what is there, puts what is missing, and removes what has to go once all of that is there. */
final class WriteCall {
    private final WriteRequest request;
    private final Session session;
    private final Surroundings around;
    private final Flight flight;

    /**
     * What one call shares with the others of its store.
     *
     * @param bucket where to write
     * @param memory what is known of objects
     * @param traits what is known of the server
     * @param spool where large contents wait
     * @param warn tells people something that is no failure
     */
    record Surroundings(Bucket bucket, ObjectMemory memory, Traits traits, Path spool, Consumer<String> warn) {
        /** Forgets what was learnt of a bucket that is gone: the next one of its name may be another in all of that. */
        void forgetBucket() {
            memory.forgetAll();
            traits.versioned(false);
        }
    }

    WriteCall(WriteRequest request, Session session, Surroundings around) {
        this.request = request;
        this.session = session;
        this.around = around;
        this.flight = new Flight(around.bucket());
    }

    /**
     * {@return one outcome for each change}
     *
     * @throws RequestException if it cannot be told what is there, and nothing was altered; or if the bucket turned out to be
     *     gone or elsewhere after that, and no change holds for all that is known
     * @throws PluginException if something that concerns all was refused, and no change holds for all that is known
     */
    List<ChangeOutcome> run() throws InterruptedException, RequestException {
        try {
            List<ChangePlan> plans = look();
            alter(plans);
            requireThatTheBucketStayed();
            return outcomes(plans);
        } finally {
            session.close();
            flight.landInAnyCase();
        }
    }

    /** Throws no {@link RequestException}: what is refused here is told by the plans, and by the flight if it concerns all. */
    private void alter(List<ChangePlan> plans) throws InterruptedException {
        Uploads uploads = new Uploads(request, session, around, flight);
        uploads.put(plans.stream().flatMap(plan -> plan.firstUploads().stream()).toList());
        new Removals(request, session, around, flight).remove(plans);
        uploads.put(plans.stream().flatMap(plan -> plan.lastUploads().stream()).toList());
    }

    /**
     * A bucket that is missing at a put or a removal is what it is at a list: what was put before has gone with it. One that
     * is in another region is asked for again; where that is no use, what got in stays told.
     */
    private void requireThatTheBucketStayed() throws RequestException {
        if (flight.stopped().map(Throwable::getCause).orElse(null) instanceof RequestException refusal
                && (BucketErrors.isMissingBucket(refusal) || isAskedForAgain(refusal))) {
            throw refusal;
        }
    }

    private boolean isAskedForAgain(RequestException refusal) {
        return around.bucket().asksForRegion() && BucketErrors.isOtherRegion(refusal);
    }

    /** Only asks. */
    private List<ChangePlan> look() throws InterruptedException, RequestException {
        NavigableMap<String, Listed> found = new TreeMap<>();
        Survey survey = survey(found);
        List<ChangePlan> plans = request.changes().stream()
                .map(change -> new ChangePlan(change, found))
                .toList();
        for (int i = 0; i < plans.size(); i++) {
            forbidden(survey, request.changes().get(i)).ifPresent(plans.get(i)::refuse);
        }
        new Comparison(session, flight, around.memory(), around.traits().isVersioned()).compare(plans);
        plans.stream().filter(plan -> !plan.isRefused()).forEach(ChangePlan::decide);
        return plans;
    }

    private Survey survey(NavigableMap<String, Listed> found) throws InterruptedException, RequestException {
        Set<String> directories = new TreeSet<>();
        Set<KeyRange> ranges = new TreeSet<>();
        for (StateStoreChange change : request.changes()) {
            ranges.addAll(Interest.own(change));
            directories.addAll(Interest.directories(change));
        }
        directories.removeIf(around.memory()::isClear);
        directories.forEach(directory -> ranges.add(KeyRange.key(directory)));
        Survey survey = new Survey(session, around.bucket().width());
        survey.look(ranges, !around.traits().listsTogether());
        if (survey.hadToGoAlone()) {
            around.traits().listsOnlyApart();
        }
        found.putAll(survey.found());
        directories.removeAll(found.keySet());
        around.memory().areClear(directories);
        return survey;
    }

    /** {@return why a change may not look at what it owns} What lies above it is no more than a precaution. */
    private Optional<PluginException> forbidden(Survey survey, StateStoreChange change) {
        return Interest.own(change).stream()
                .flatMap(range -> survey.forbidden(range).stream())
                .findFirst()
                .map(failure -> BucketErrors.translate(around.bucket(), failure));
    }

    private List<ChangeOutcome> outcomes(List<ChangePlan> plans) {
        Optional<PluginException> stopped = flight.stopped();
        if (stopped.isPresent() && plans.stream().allMatch(ChangePlan::isRefused)) {
            throw stopped.orElseThrow();
        }
        return plans.stream().map(ChangePlan::outcome).toList();
    }
}
