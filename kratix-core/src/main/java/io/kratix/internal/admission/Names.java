// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import java.util.Optional;
import java.util.regex.Pattern;

/** The names that Kubernetes allows; each method answers with the rule that a name breaks. */
final class Names {
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_SUBDOMAIN = 253;
    private static final String DNS_1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String DNS_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = DNS_1123 + "(\\." + DNS_1123 + ")*";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String LABEL_VALUE = "(" + QUALIFIED + ")?";
    private static final Pattern IS_DNS_1123 = Pattern.compile(DNS_1123);
    private static final Pattern IS_DNS_1035 = Pattern.compile(DNS_1035);
    private static final Pattern IS_SUBDOMAIN = Pattern.compile(SUBDOMAIN);
    private static final Pattern IS_QUALIFIED = Pattern.compile(QUALIFIED);
    private static final Pattern IS_LABEL_VALUE = Pattern.compile(LABEL_VALUE);

    private Names() {}

    static Optional<String> subdomain(String name) {
        return check(
                name,
                LONGEST_SUBDOMAIN,
                IS_SUBDOMAIN,
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and"
                        + " must start and end with an alphanumeric character (e.g. 'example.com', regex used for"
                        + " validation is '" + SUBDOMAIN + "')");
    }

    static Optional<String> label(String name) {
        return check(
                name,
                LONGEST_LABEL,
                IS_DNS_1123,
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start"
                        + " and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for"
                        + " validation is '" + DNS_1123 + "')");
    }

    static Optional<String> letterLabel(String name) {
        return check(
                name,
                LONGEST_LABEL,
                IS_DNS_1035,
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
                        + " character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex"
                        + " used for validation is '" + DNS_1035 + "')");
    }

    static Optional<String> labelValue(String value) {
        return check(
                value,
                LONGEST_LABEL,
                IS_LABEL_VALUE,
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and"
                        + " must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or"
                        + " '12345', regex used for validation is '" + LABEL_VALUE + "')");
    }

    static Optional<String> qualified(String key) {
        int slash = key.indexOf('/');
        if (slash == 0) {
            return Optional.of("prefix part must be non-empty");
        }
        Optional<String> prefix = slash < 0 ? Optional.empty() : subdomain(key.substring(0, slash));
        return prefix.map(rule -> "prefix part " + rule).or(() -> namePart(key.substring(slash + 1)));
    }

    private static Optional<String> namePart(String name) {
        return name.isEmpty()
                ? Optional.of("name part must be non-empty")
                : check(
                                name,
                                LONGEST_LABEL,
                                IS_QUALIFIED,
                                "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with"
                                        + " an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc',"
                                        + " regex used for validation is '" + QUALIFIED + "')")
                        .map(rule -> "name part " + rule);
    }

    private static Optional<String> check(String name, int longest, Pattern pattern, String rule) {
        if (name.length() > longest) {
            return Optional.of("must be no more than " + longest + " characters");
        }
        return pattern.matcher(name).matches() ? Optional.empty() : Optional.of(rule);
    }
}
