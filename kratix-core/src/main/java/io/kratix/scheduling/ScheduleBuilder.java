// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Placement;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is decided group by group. */
final class ScheduleBuilder {
    private final List<Placement> placements = new ArrayList<>();
    private final List<String> unscheduled = new ArrayList<>();
    private final List<Placement> leaving = new ArrayList<>();
    private final List<Placement> dangling = new ArrayList<>();

    void placed(List<Placement> placed) {
        placements.addAll(placed);
    }

    void unscheduled(String group) {
        unscheduled.add(group);
    }

    void leaving(Placement placement) {
        leaving.add(placement);
    }

    void dangling(Placement placement) {
        dangling.add(placement);
    }

    Schedule build() {
        return new Schedule(placements, unscheduled, leaving, dangling);
    }
}
