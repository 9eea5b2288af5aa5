// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.admission.Schema.Junctors;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Schemas that are combined. Of several that fail, the one that is told is the one with the fewest problems. */
final class JunctorRule {
    private static final String REMEDY = "see what each of the schemas demands";

    private JunctorRule() {}

    static void check(Object value, Schema schema, Where where, Findings findings) {
        Junctors junctors = schema.junctors();
        if (junctors.isEmpty()) {
            return;
        }
        checkAny(value, junctors.any(), where, findings);
        checkOne(value, junctors.one(), where, findings);
        checkAll(value, junctors.all(), where, findings);
        junctors.not()
                .filter(not -> problems(value, not, where).size() == 0)
                .ifPresent(not -> tell(where, "must not validate the schema (not)", findings));
    }

    private static void checkAny(Object value, List<Schema> schemas, Where where, Findings findings) {
        List<Findings> found = problems(value, schemas, where);
        if (!found.isEmpty() && countValid(found) == 0) {
            tell(where, "must validate at least one schema (anyOf)", findings);
            findings.addAll(nearest(found));
        }
    }

    private static void checkOne(Object value, List<Schema> schemas, Where where, Findings findings) {
        List<Findings> found = problems(value, schemas, where);
        long valid = countValid(found);
        if (found.isEmpty() || valid == 1) {
            return;
        }
        String outcome = valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives";
        tell(where, "must validate one and only one schema (oneOf). " + outcome, findings);
        if (valid == 0) {
            findings.addAll(nearest(found));
        }
    }

    private static void checkAll(Object value, List<Schema> schemas, Where where, Findings findings) {
        List<Findings> found = problems(value, schemas, where);
        found.forEach(findings::addAll);
        long valid = countValid(found);
        if (valid < found.size()) {
            String none = valid == 0 ? ". None validated" : "";
            tell(where, "must validate all the schemas (allOf)" + none, findings);
        }
    }

    private static long countValid(List<Findings> found) {
        return found.stream().filter(findings -> findings.size() == 0).count();
    }

    private static Findings nearest(List<Findings> found) {
        return Collections.min(found, Comparator.comparingInt(Findings::size));
    }

    private static List<Findings> problems(Object value, List<Schema> schemas, Where where) {
        return schemas.stream().map(schema -> problems(value, schema, where)).toList();
    }

    private static Findings problems(Object value, Schema schema, Where where) {
        Validator validator = new Validator();
        validator.validate(value, schema, Before.NOTHING, where);
        return validator.findings();
    }

    private static void tell(Where where, String rule, Findings findings) {
        if (!findings.isFull()) {
            findings.invalid(where, "", "\"" + where.body() + "\" " + rule, REMEDY);
        }
    }
}
