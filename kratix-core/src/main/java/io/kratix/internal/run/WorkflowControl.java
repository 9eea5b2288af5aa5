// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.documents.GoDuration;
import io.kratix.model.InvalidDocumentException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a Pipeline's {@code metadata/workflow-control.yaml} says. Source: Kratix' {@code
 * work-creator/lib/workflow_control.go}; besides its durations there are days, {@code 2d}.
 *
 * @param suspend whether the workflow is to wait for somebody
 * @param message what people should know of it; may be empty
 * @param retryAfter when the Pipeline wants to run again; counts even where {@code suspend} is set
 */
record WorkflowControl(boolean suspend, String message, Optional<Duration> retryAfter) {
    private static final Pattern DAYS = Pattern.compile("(\\d{1,5})d(.*)");
    private static final Pattern WITHOUT_UNIT = Pattern.compile("[-+]?[\\d.]*\\d");
    private static final Pattern UNKNOWN_UNIT = Pattern.compile("[-+]?[\\d.]*\\d([a-z]+).*");

    /** {@return what a Pipeline says that lets its workflow go on} */
    static WorkflowControl none() {
        return new WorkflowControl(false, "", Optional.empty());
    }

    /** {@return whether the workflow is to wait, for somebody or for a time} */
    boolean suspends() {
        return suspend || retryAfter.isPresent();
    }

    /**
     * Reads the file's first document.
     *
     * @param text the file
     * @return what it says
     * @throws UnfitMetadataException if it cannot be read, or asks for what cannot be
     */
    static WorkflowControl read(String text) throws UnfitMetadataException {
        Map<String, @Nullable Object> fields = fields(text);
        Object suspend = fields.get("suspend");
        if (suspend != null && !(suspend instanceof Boolean)) {
            throw unreadable("suspend must be true or false, not '" + suspend + "'");
        }
        return new WorkflowControl(
                Boolean.TRUE.equals(suspend), text(fields.get("message")), retryAfter(text(fields.get("retryafter"))));
    }

    private static Map<String, @Nullable Object> fields(String text) throws UnfitMetadataException {
        List<Object> trees;
        try {
            trees = DocumentReader.readTrees(text);
        } catch (InvalidDocumentException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
        Map<String, @Nullable Object> fields = new TreeMap<>();
        if (trees.isEmpty()) {
            return fields;
        }
        if (!(trees.get(0) instanceof Map<?, ?> map)) {
            throw unreadable("it is no object with the fields suspend, message and retryAfter");
        }
        map.forEach((key, value) -> fields.put(String.valueOf(key).toLowerCase(Locale.ROOT), value));
        return fields;
    }

    private static Optional<Duration> retryAfter(String text) throws UnfitMetadataException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher days = DAYS.matcher(text);
        Optional<Duration> duration = days.matches()
                ? (days.group(2).isEmpty() ? Optional.of(Duration.ZERO) : GoDuration.parse(days.group(2)))
                        .map(Duration.ofDays(Long.parseLong(days.group(1)))::plus)
                : GoDuration.parse(text);
        if (duration.isEmpty()) {
            throw unparsable(text, "time: " + why(text) + "; write 90s, 1h30m or 2d");
        }
        if (duration.get().isNegative() || duration.get().isZero()) {
            throw unparsable(text, "it must be longer than nothing; write 90s, 1h30m or 2d");
        }
        return duration;
    }

    private static String why(String text) {
        Matcher unknown = UNKNOWN_UNIT.matcher(text);
        if (WITHOUT_UNIT.matcher(text).matches()) {
            return "missing unit in duration \"" + text + "\"";
        }
        return unknown.matches() && !List.of("ns", "us", "ms", "s", "m", "h").contains(unknown.group(1))
                ? "unknown unit \"" + unknown.group(1) + "\" in duration \"" + text + "\""
                : "invalid duration \"" + text + "\"";
    }

    private static UnfitMetadataException unreadable(String why) {
        return new UnfitMetadataException("failed to unmarshal the workflow control file: " + why);
    }

    private static UnfitMetadataException unparsable(String text, String why) {
        return new UnfitMetadataException("failed to parse retry duration: \"" + text + "\" with error: " + why);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }
}
