// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.admission.Schema.Junctors;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        Findings nearest = nearest(value, schemas, where);
        if (nearest != null && nearest.size() > 0) {
            tell(where, "must validate at least one schema (anyOf)", findings);
            findings.addAll(nearest);
        }
    }

    private static void checkOne(Object value, List<Schema> schemas, Where where, Findings findings) {
        long valid = schemas.stream()
                .filter(schema -> problems(value, schema, where).size() == 0)
                .count();
        Findings nearest = nearest(value, schemas, where);
        if (valid == 0 && nearest != null) {
            tell(where, "must validate one and only one schema (oneOf). Found none valid", findings);
            findings.addAll(nearest);
        } else if (valid > 1) {
            tell(
                    where,
                    "must validate one and only one schema (oneOf). Found " + valid + " valid alternatives",
                    findings);
        }
    }

    private static void checkAll(Object value, List<Schema> schemas, Where where, Findings findings) {
        int failed = 0;
        for (Schema schema : schemas) {
            Findings found = problems(value, schema, where);
            failed += found.size() == 0 ? 0 : 1;
            findings.addAll(found);
        }
        if (failed > 0) {
            tell(
                    where,
                    "must validate all the schemas (allOf)" + (failed == schemas.size() ? ". None validated" : ""),
                    findings);
        }
    }

    private static @Nullable Findings nearest(Object value, List<Schema> schemas, Where where) {
        Findings nearest = null;
        for (Schema schema : schemas) {
            Findings found = problems(value, schema, where);
            nearest = nearest == null || found.size() < nearest.size() ? found : nearest;
        }
        return nearest;
    }

    private static Findings problems(Object value, Schema schema, Where where) {
        Validator validator = new Validator();
        validator.validate(value, schema, Before.NOTHING, where);
        return validator.findings();
    }

    private static void tell(Where where, String rule, Findings findings) {
        findings.invalid(where, "", "\"" + where.body() + "\" " + rule, REMEDY);
    }
}
