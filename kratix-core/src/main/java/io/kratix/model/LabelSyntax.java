// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What label keys and values may look like, in the words of Kubernetes' {@code apimachinery/util/validation}. */
final class LabelSyntax {
    private static final int LONGEST = 63;
    private static final String TOO_LONG = "must be no more than " + LONGEST + " bytes";
    private static final String NAME_FORM = "must consist of alphanumeric characters, '-', '_' or '.', and must start"
            + " and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
            + " validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private static final String KEY_FORM = "a valid label key " + NAME_FORM
            + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    private static final String PREFIX_FORM = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
            + " characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
            + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private static final String VALUE_FORM = "a valid label must be an empty string or consist of alphanumeric"
            + " characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
            + " 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private LabelSyntax() {}

    static List<String> keyProblems(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length > 2) {
            return List.of(KEY_FORM);
        }
        List<String> problems = new ArrayList<>();
        if (parts.length == 2 && parts[0].isEmpty()) {
            problems.add("prefix part must be non-empty");
        } else if (parts.length == 2 && !Rfc1123.isSubdomain(parts[0])) {
            problems.add("prefix part " + PREFIX_FORM);
        }
        addNameProblems(problems, parts[parts.length - 1]);
        return problems;
    }

    static List<String> valueProblems(String value) {
        List<String> problems = new ArrayList<>();
        if (isTooLong(value)) {
            problems.add(TOO_LONG);
        }
        if (!value.isEmpty() && !isName(value)) {
            problems.add(VALUE_FORM);
        }
        return problems;
    }

    private static void addNameProblems(List<String> problems, String name) {
        if (name.isEmpty()) {
            problems.add("name part must be non-empty");
        } else if (isTooLong(name)) {
            problems.add("name part " + TOO_LONG);
        }
        if (!isName(name)) {
            problems.add("name part " + NAME_FORM);
        }
    }

    private static boolean isTooLong(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length > LONGEST;
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            boolean inner = i > 0 && i < text.length() - 1;
            char character = text.charAt(i);
            if (!isAlphanumeric(character) && !(inner && "-_.".indexOf(character) >= 0)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isAlphanumeric(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9');
    }
}
