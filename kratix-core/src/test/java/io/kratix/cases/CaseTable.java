// SPDX-License-Identifier: Apache-2.0
package io.kratix.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One table of recorded behaviour. A row that we depart from on purpose is marked {@code departed}, with the reason in
 * docs/kratix-compatibility.md; one that needs what is not built yet is marked {@code waiting},
 * with the issue that builds it; one that only a running engine can show is marked {@code heldBy}, with the test that
 * shows it.
 */
public final class CaseTable {
    private final JsonNode table;

    private CaseTable(JsonNode table) {
        this.table = table;
    }

    public static CaseTable read(String name) {
        return new CaseTable(Cases.table(name));
    }

    public JsonNode get(String field) {
        return table.path(field);
    }

    public List<Case> all(String field) {
        List<Case> rows = new ArrayList<>();
        table.path(field).forEach(row -> rows.add(new Case(rows.size(), row)));
        return rows;
    }

    /** The rows in which we do what the original does. */
    public Stream<Case> alike(String field) {
        return all(field).stream().filter(row -> !row.has("departed") && !row.has("waiting") && !row.has("heldBy"));
    }

    public Stream<Case> departed(String field) {
        return all(field).stream().filter(row -> row.has("departed"));
    }

    /** {@return rows alike, departed, waiting and, if there are any, held by tests through the front door, as one text} */
    public String counts(String field) {
        long waiting = all(field).stream().filter(row -> row.has("waiting")).count();
        long held = all(field).stream().filter(row -> row.has("heldBy")).count();
        return alike(field).count() + " alike, " + departed(field).count() + " departed, " + waiting + " waiting"
                + (held == 0 ? "" : ", " + held + " held through the front door");
    }
}
