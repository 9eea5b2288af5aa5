// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import io.kratix.model.LabelRequirement.Operator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code matchLabels} and {@code matchExpressions}, and says what is wrong with them in Kubernetes' words. */
final class LabelSelectorReader {
    private static final String KEY_REMEDY = "write a label key, for example environment or example.com/zone";
    private static final String VALUE_REMEDY = "write a label value, for example dev";

    private LabelSelectorReader() {}

    static LabelSelector read(FieldReader reader) {
        Map<String, String> labels = reader.textMap("matchLabels");
        labels.forEach((key, value) -> {
            LabelSyntax.keyProblems(key).forEach(rule -> reader.invalid("matchLabels", key, rule, KEY_REMEDY));
            LabelSyntax.valueProblems(value).forEach(rule -> reader.invalid("matchLabels", value, rule, VALUE_REMEDY));
        });
        List<Optional<LabelRequirement>> expressions =
                reader.objects("matchExpressions", LabelSelectorReader::requirement);
        return new LabelSelector(
                labels, expressions.stream().flatMap(Optional::stream).toList());
    }

    private static Optional<LabelRequirement> requirement(FieldReader expression) {
        String key = expression.text("key", "");
        List<String> values = expression.texts("values");
        String spelled = expression.text("operator", "");
        Optional<Operator> operator = Operator.of(spelled);
        operator.ifPresentOrElse(
                known -> checkValues(expression, known, values),
                () -> expression.invalid(
                        "operator",
                        spelled,
                        "not a valid selector operator",
                        "write In, NotIn, Exists or DoesNotExist"));
        LabelSyntax.keyProblems(key).forEach(rule -> expression.invalid("key", key, rule, KEY_REMEDY));
        for (int i = 0; i < values.size(); i++) {
            String field = "values[" + i + "]";
            String value = values.get(i);
            LabelSyntax.valueProblems(value).forEach(rule -> expression.invalid(field, value, rule, VALUE_REMEDY));
        }
        return operator.map(known -> new LabelRequirement(key, known, values));
    }

    private static void checkValues(FieldReader expression, Operator operator, List<String> values) {
        if (operator.takesValues() && values.isEmpty()) {
            expression.require(
                    "values", "must be specified when `operator` is 'In' or 'NotIn'", "list at least one value");
        }
        if (!operator.takesValues() && !values.isEmpty()) {
            expression.forbid(
                    "values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'", "remove them");
        }
    }
}
