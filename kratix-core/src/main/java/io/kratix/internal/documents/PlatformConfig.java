// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Kratix' own configuration, the {@code config} of the ConfigMap {@code kratix-platform-system/kratix}: what of it means
 * something here, and a warning for each key that does not. Keys are read whatever their case, as Kratix does.
 *
 * @param keptRuns {@code numberOfJobsToKeep}
 * @param reconciliationInterval how often workflows run again although nothing changed; zero for never
 * @param storeInterval {@code stateStoreReconciliationInterval}, in the documentation
 *     {@code workPlacementRewriteInterval}: how often State Stores are looked at although nothing changed; zero for never
 * @param fetchInterval {@code git.minimumFetchInterval}
 * @param reconcileAfterFailure whether workflows that failed run again after the interval, too
 * @param retries {@code workflows.jobOptions.defaultBackoffLimit}; empty if it is not set
 * @param pinned whether {@code resourceBindingVersionStrategy} is {@code pinned}
 * @param warnings keys that mean nothing here, a sentence each
 */
public record PlatformConfig(
        int keptRuns,
        Duration reconciliationInterval,
        Duration storeInterval,
        Duration fetchInterval,
        boolean reconcileAfterFailure,
        Optional<Integer> retries,
        boolean pinned,
        List<String> warnings) {
    private static final int KEPT_RUNS = 5;
    private static final Duration INTERVAL = Duration.ofHours(10);
    private static final Duration FETCH_INTERVAL = Duration.ofSeconds(5);
    private static final String WHERE = "Kratix config";

    private static final Map<String, String> WITHOUT_MEANING = Map.of(
            "controllerleaderelection", "engines share a registry and elect no leader",
            "featureflags", "there are no feature flags",
            "logging", "logging belongs to the program that embeds the engine",
            "selectivecache", "there is no cluster whose objects could be cached",
            "telemetry", "telemetry belongs to the program that embeds the engine",
            "workflows.defaultcontainerresources", "the workflow runner decides about resources",
            "workflows.defaultcontainersecuritycontext", "the workflow runner decides about rights",
            "workflows.defaultimagepullpolicy", "the workflow runner decides about pulling images",
            "workflows.joboptions.podttlsecondsafterfinished", "there are no pods to clean up");

    /** Copies the warnings. */
    public PlatformConfig {
        warnings = List.copyOf(warnings);
    }

    /**
     * {@return the configuration that a text holds}
     *
     * @param yaml the value of the ConfigMap's key {@code config}; empty for all defaults
     * @throws InvalidDocumentException with everything that is wrong: key, value, what is allowed
     */
    public static PlatformConfig read(String yaml) {
        Object tree = DocumentReader.readTree(yaml);
        if (tree != null && !(tree instanceof Map)) {
            throw new InvalidDocumentException(
                    List.of(Problem.invalid("config", tree, "must be of type object", "write keys and values")
                            .of(WHERE)));
        }
        Reading reading = new Reading();
        if (tree instanceof Map<?, ?> map) {
            reading.flatten("", map);
        }
        return reading.config();
    }

    /** What is read, key by key; every key that nobody asks for is a warning. */
    private static final class Reading {
        private final Map<String, @Nullable Object> values = new TreeMap<>();
        private final Map<String, String> spellings = new TreeMap<>();
        private final List<Problem> problems = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        private void flatten(String prefix, Map<?, ?> map) {
            map.forEach((key, value) -> {
                String spelled = prefix + key;
                String path = spelled.toLowerCase(Locale.ROOT);
                spellings.put(path, spelled);
                if (WITHOUT_MEANING.containsKey(path)) {
                    warnings.add(WHERE + ": " + spelled + " is not heeded: " + WITHOUT_MEANING.get(path));
                } else if (value instanceof Map<?, ?> inner) {
                    flatten(spelled + ".", inner);
                } else if (value != null) {
                    values.put(path, value);
                }
            });
        }

        private PlatformConfig config() {
            Duration rewrite = interval("workPlacementRewriteInterval", INTERVAL);
            PlatformConfig config = new PlatformConfig(
                    Math.toIntExact(atLeast(1, number("numberOfJobsToKeep", KEPT_RUNS), KEPT_RUNS)),
                    interval("reconciliationInterval", INTERVAL),
                    interval("stateStoreReconciliationInterval", rewrite),
                    notNegative(duration("git.minimumFetchInterval", FETCH_INTERVAL)),
                    flag("workflows.reconcileAfterFailure", true),
                    retries(),
                    strategy().equals("pinned"),
                    List.of());
            values.keySet().forEach(path -> warnings.add(WHERE + ": " + spellings.get(path) + " is not known"));
            if (!problems.isEmpty()) {
                throw new InvalidDocumentException(
                        problems.stream().map(problem -> problem.of(WHERE)).toList());
            }
            return config.with(warnings);
        }

        private Optional<Integer> retries() {
            String key = "workflows.jobOptions.defaultBackoffLimit";
            if (!values.containsKey(key.toLowerCase(Locale.ROOT))) {
                return Optional.empty();
            }
            long limit = number(key, 0);
            if (limit < 0 || limit > Integer.MAX_VALUE) {
                problems.add(Problem.invalid(key, limit, "must be 0 or more", "write how often to try again"));
                return Optional.empty();
            }
            return Optional.of((int) limit);
        }

        private String strategy() {
            String key = "resourceBindingVersionStrategy";
            Object value = take(key);
            if (value == null || value.equals("floating") || value.equals("pinned") || value.equals("")) {
                return value == null ? "" : value.toString();
            }
            problems.add(Problem.invalid(key, value, "must be \"floating\" or \"pinned\"", "write one of them"));
            return "";
        }

        private Duration interval(String key, Duration fallback) {
            Duration interval = duration(key, fallback);
            if (interval.isNegative()) {
                problems.add(
                        Problem.invalid(key, GoDuration.print(interval), "must not be negative", "write 0s for never"));
            }
            return interval;
        }

        private Duration duration(String key, Duration fallback) {
            Object value = take(key);
            if (value == null) {
                return fallback;
            }
            Optional<Duration> duration = value instanceof String text ? GoDuration.parse(text) : Optional.empty();
            if (duration.isEmpty()) {
                problems.add(Problem.invalid(key, value, "must be a duration such as 10h or 30s", "write it so"));
            }
            return duration.orElse(fallback);
        }

        private long number(String key, long fallback) {
            Object value = take(key);
            if (value == null || value instanceof Long) {
                return value == null ? fallback : (Long) value;
            }
            problems.add(Problem.invalid(key, value, "must be of type integer", "write a whole number"));
            return fallback;
        }

        private boolean flag(String key, boolean fallback) {
            Object value = take(key);
            if (value == null || value instanceof Boolean) {
                return value == null ? fallback : (Boolean) value;
            }
            problems.add(Problem.invalid(key, value, "must be of type boolean", "write true or false"));
            return fallback;
        }

        private @Nullable Object take(String key) {
            return values.remove(key.toLowerCase(Locale.ROOT));
        }

        private static long atLeast(long least, long value, long otherwise) {
            return value < least || value > Integer.MAX_VALUE ? otherwise : value;
        }

        /** Kratix takes its default for a negative one. */
        private static Duration notNegative(Duration interval) {
            return interval.isNegative() ? FETCH_INTERVAL : interval;
        }
    }

    private PlatformConfig with(List<String> others) {
        return new PlatformConfig(
                keptRuns,
                reconciliationInterval,
                storeInterval,
                fetchInterval,
                reconcileAfterFailure,
                retries,
                pinned,
                others);
    }
}
