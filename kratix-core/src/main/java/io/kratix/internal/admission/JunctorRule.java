// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.admission.Schema.Junctors;
import java.util.List;

/** Schemas that are combined. Of several that fail, the one that is told is the one with the fewest problems. */
final class JunctorRule {
    private static final String REMEDY = "see what each of the schemas demands";

    /** What a problem costs that is perhaps never told, beside its path. */
    private static final long PROBLEM = 100;

    private final Object value;
    private final Where where;
    private final Findings findings;
    private final Effort effort;

    private JunctorRule(Object value, Where where, Findings findings, Effort effort) {
        this.value = value;
        this.where = where;
        this.findings = findings;
        this.effort = effort;
    }

    static void check(Object value, Schema schema, Where where, Findings findings, Effort effort) {
        Junctors junctors = schema.junctors();
        if (junctors.isEmpty()) {
            return;
        }
        JunctorRule rule = new JunctorRule(value, where, findings, effort);
        rule.checkAny(junctors.any());
        rule.checkOne(junctors.one());
        rule.checkAll(junctors.all());
        junctors.not()
                .filter(not -> rule.count(not).size() == 0)
                .ifPresent(not -> rule.tell("must not validate the schema (not)"));
    }

    private void checkAny(List<Schema> schemas) {
        Tried tried = new Tried();
        for (Schema schema : schemas) {
            tried.add(schema, count(schema));
            if (tried.valid > 0) {
                return;
            }
        }
        if (!schemas.isEmpty()) {
            tell("must validate at least one schema (anyOf)");
            tellOf(tried);
        }
    }

    private void checkOne(List<Schema> schemas) {
        Tried tried = new Tried();
        schemas.forEach(schema -> tried.add(schema, count(schema)));
        if (tried.valid > 1) {
            tell("must validate one and only one schema (oneOf). Found " + tried.valid + " valid alternatives");
        } else if (tried.valid == 0 && !schemas.isEmpty()) {
            tell("must validate one and only one schema (oneOf). Found none valid");
            tellOf(tried);
        }
    }

    private void checkAll(List<Schema> schemas) {
        int valid = 0;
        for (Schema schema : schemas) {
            Findings found = validate(schema, findings.isSilent());
            valid += found.size() == 0 ? 1 : 0;
            findings.addAll(found);
        }
        if (valid < schemas.size()) {
            tell("must validate all the schemas (allOf)" + (valid == 0 ? ". None validated" : ""));
        }
    }

    private void tellOf(Tried tried) {
        findings.addAll(findings.isSilent() ? tried.problems : validate(tried.nearest, false));
    }

    private Findings count(Schema schema) {
        return validate(schema, true);
    }

    private Findings validate(Schema schema, boolean isSilent) {
        Findings found = Findings.ofAlternative(isSilent);
        new Validator(effort, found).validate(value, schema, Before.NOTHING, where);
        effort.spend(isSilent ? 0 : (PROBLEM + where.length()) * found.size(), where);
        return found;
    }

    private void tell(String rule) {
        if (findings.isTold()) {
            findings.invalid(where, "", "\"" + where.body() + "\" " + rule, REMEDY);
        }
    }

    /** What is kept of schemas that were tried, however many there are. */
    private static final class Tried {
        private long valid;
        private int fewest = Integer.MAX_VALUE;
        private Schema nearest = Schema.UNKNOWN;
        private Findings problems = Findings.ofAlternative(true);

        private void add(Schema schema, Findings found) {
            if (found.size() < fewest) {
                fewest = found.size();
                nearest = schema;
                problems = found;
            }
            valid += found.size() == 0 ? 1 : 0;
        }
    }
}
