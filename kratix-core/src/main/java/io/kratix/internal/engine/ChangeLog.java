// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.internal.plugin.LogLine;
import io.kratix.internal.run.LogKeys;
import io.kratix.model.Event;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.registry.OwnerState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each thing that changed, with the keys {@code promise}, {@code request}, {@code pipeline} and
 * {@code destination} in the MDC where they are known.
 */
final class ChangeLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.kratix.changes");

    private ChangeLog() {}

    /**
     * One line.
     *
     * @param warning whether somebody should look
     * @param keys what stands in the MDC meanwhile
     * @param text what is said
     */
    record Line(boolean warning, Map<String, String> keys, String text) {
        Line {
            text = LogLine.of(text);
        }
    }

    static void committed(Step step) {
        if (LOG.isWarnEnabled()) {
            lines(step).forEach(ChangeLog::write);
        }
    }

    /** {@return what is new, gone and written, and what is told of it} */
    static List<Line> lines(Step step) {
        List<Line> lines = new ArrayList<>();
        step.writes().forEach(write -> line(write).ifPresent(lines::add));
        step.events().forEach(event -> lines.add(line(event, step)));
        return lines;
    }

    private static Optional<Line> line(Step.Write<?> write) {
        Optional<Object> before = write.before().map(Stored::value);
        if (write.value() instanceof RegisteredObject object) {
            return declared(before, object);
        }
        if (write.value() instanceof RunRecord run) {
            return ended(before, run);
        }
        if (write.value() instanceof OwnerState owner) {
            return written(owner);
        }
        return write.value() == null && before.orElse("") instanceof RegisteredObject gone
                ? Optional.of(new Line(false, keys(gone), write.key() + " is gone"))
                : Optional.empty();
    }

    private static Optional<Line> declared(Optional<Object> before, RegisteredObject object) {
        String what = object.reference() + " is ";
        if (!(before.orElse("") instanceof RegisteredObject known)) {
            return Optional.of(new Line(false, keys(object), what + "declared"));
        }
        if (object.isDeleting() && !known.isDeleting()) {
            return Optional.of(new Line(false, keys(object), what + "to be deleted"));
        }
        return object.generation() == known.generation()
                ? Optional.empty()
                : Optional.of(new Line(
                        false, keys(object), what + "declared differently: generation " + object.generation()));
    }

    private static Optional<Line> ended(Optional<Object> before, RunRecord run) {
        boolean ended = !run.isOpen() && before.orElse("") instanceof RunRecord known && known.isOpen();
        if (!ended) {
            return Optional.empty();
        }
        Map<String, String> keys = new LinkedHashMap<>(keys(run.owner()));
        keys.put(LogKeys.PROMISE, run.assignment().promise());
        keys.put(LogKeys.PIPELINE, run.pipeline());
        String why = run.message().isEmpty() ? "" : ": " + run.message();
        return Optional.of(new Line(
                run.phase() == RunRecord.Phase.FAILED,
                keys,
                run.owner() + " Pipeline " + run.pipeline() + " " + howItEnded(run.phase()) + why));
    }

    private static String howItEnded(RunRecord.Phase phase) {
        return switch (phase) {
            case RUNNING, CANCELLING -> "goes on";
            case SUCCEEDED -> "has succeeded";
            case SUSPENDED -> "has suspended its workflow";
            case FAILED -> "has failed";
            case CANCELLED -> "was cancelled";
        };
    }

    private static Optional<Line> written(OwnerState owner) {
        if (!owner.confirmed().equals(owner.desired()) || owner.revision().isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> keys = new LinkedHashMap<>(keys(owner.owner()));
        keys.put(LogKeys.DESTINATION, owner.destination());
        if (!owner.promise().isEmpty()) {
            keys.put(LogKeys.PROMISE, owner.promise());
        }
        return Optional.of(new Line(
                false,
                keys,
                owner.owner() + " on " + owner.destination() + " is written: revision " + owner.revision() + " of "
                        + owner.area().store().reference()));
    }

    private static Line line(Event event, Step step) {
        Map<String, String> keys = new LinkedHashMap<>(keys(event.about()));
        for (Step.Write<?> write : step.writes()) {
            if (write.value() instanceof RegisteredObject object
                    && object.reference().equals(event.about())) {
                keys.putAll(keys(object));
            } else if (write.value() instanceof RunRecord run && run.owner().equals(event.about())) {
                keys.put(LogKeys.PIPELINE, run.pipeline());
            }
        }
        return new Line(
                event.type() == Event.Type.WARNING,
                keys,
                event.about() + " " + event.reason() + ": " + event.message());
    }

    private static Map<String, String> keys(RegisteredObject object) {
        Map<String, String> keys = new LinkedHashMap<>(keys(object.reference()));
        String promise = object.facts().getOrDefault(RegisteredObject.PROMISE, "");
        if (!promise.isEmpty()) {
            keys.put(LogKeys.PROMISE, promise);
        }
        return keys;
    }

    private static Map<String, String> keys(ObjectReference about) {
        if (!about.isPlatform()) {
            return Map.of(LogKeys.REQUEST, about.namespace() + "/" + about.name());
        }
        return switch (about.kind()) {
            case Kinds.PROMISE -> Map.of(LogKeys.PROMISE, about.name());
            case Kinds.DESTINATION -> Map.of(LogKeys.DESTINATION, about.name());
            default -> Map.of();
        };
    }

    private static void write(Line line) {
        LogKeys.with(line.keys(), () -> {
            if (line.warning()) {
                LOG.warn("{}", line.text());
            } else {
                LOG.info("{}", line.text());
            }
        });
    }
}
