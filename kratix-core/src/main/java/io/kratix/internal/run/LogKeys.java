// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.MDC;

/** What a line of the log is about, as keys of the MDC. */
public final class LogKeys {
    /** The Promise's name. */
    public static final String PROMISE = "promise";

    /** The request's namespace and name. */
    public static final String REQUEST = "request";

    /** The Pipeline's name. */
    public static final String PIPELINE = "pipeline";

    /** The Destination's name. */
    public static final String DESTINATION = "destination";

    private LogKeys() {}

    /**
     * Writes a line with keys in the MDC; what stood there before stands there again after.
     *
     * @param keys the keys with their values
     * @param line writes the line
     */
    public static void with(Map<String, String> keys, Runnable line) {
        Map<String, String> before = new LinkedHashMap<>();
        keys.forEach((key, value) -> {
            Optional.ofNullable(MDC.get(key)).ifPresent(known -> before.put(key, known));
            MDC.put(key, value);
        });
        try {
            line.run();
        } finally {
            keys.keySet().forEach(MDC::remove);
            before.forEach(MDC::put);
        }
    }
}
