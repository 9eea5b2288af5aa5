// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Stage.promise;
import static io.kratix.frontdoor.Stage.request;

import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.MDC;

/** A request's life, and what was logged of it; last the MDC of the program around, as it is afterwards. */
public final class LoggedLife implements Callable<List<String>> {
    /** For the test, which loads it apart from everything else. */
    public LoggedLife() {}

    @Override
    public List<String> call() {
        try (Stage stage = Stage.open()) {
            stage.begin(promise("first").build());
            RecordingLogs.LINES.clear();
            stage.scripts.put("first", call -> {
                call.log("hello");
                call.writeOutput("first.yaml", "one\n");
            });
            MDC.put("request", "the program's own");
            stage.apply(request("mine"));
        }
        RecordingLogs.LINES.add(String.valueOf(MDC.getCopyOfContextMap()));
        return RecordingLogs.LINES;
    }
}
