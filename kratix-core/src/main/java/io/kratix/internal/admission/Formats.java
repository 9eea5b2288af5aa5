// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static java.util.Map.entry;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The formats of texts that Kubernetes checks, by name. */
final class Formats {
    private static final String HEX = "[0-9a-fA-F]";

    /** The letters and signs of all the world, which an API server takes in a host's name. */
    private static final String SIGN = "[a-zA-Z0-9\\p{S}\\p{L}]";

    private static final String LABEL = SIGN + "([-a-zA-Z0-9\\p{S}\\p{L}]{0,61}" + SIGN + ")?";
    private static final Pattern HOSTNAME =
            Pattern.compile(SIGN + "-?" + SIGN + "{0,62}|(" + LABEL + "\\.)+" + SIGN + "(-?" + SIGN + "){1,62}");
    private static final int LONGEST_HOSTNAME = 255;
    private static final int LONGEST_LABEL = 63;
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIME =
            Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](.[0-9]+)?([zZ]|[-+][0-9]{2}:[0-9]{2})");
    private static final Map<String, Predicate<String>> ALL = Map.ofEntries(
            entry("bsonobjectid", matching(HEX + "{24}")),
            entry("byte", Formats::isBase64),
            entry("cidr", IpAddress::isNetwork),
            entry("creditcard", CheckDigits::isCard),
            entry("date", Formats::isDate),
            entry("datetime", Formats::isDateTime),
            entry("duration", SpelledDuration::isOne),
            entry("email", MailAddress::isOne),
            entry("hexcolor", matching("#?(" + HEX + "{3}|" + HEX + "{6})")),
            entry("hostname", Formats::isHostname),
            entry("ipv4", text -> text.indexOf('.') >= 0 && IpAddress.isOne(text)),
            entry("ipv6", text -> text.indexOf(':') >= 0 && IpAddress.isOne(text)),
            entry("isbn", text -> CheckDigits.isIsbn10(text) || CheckDigits.isIsbn13(text)),
            entry("isbn10", CheckDigits::isIsbn10),
            entry("isbn13", CheckDigits::isIsbn13),
            entry("mac", matching(addresses())),
            entry("password", text -> true),
            entry("rgbcolor", matching("rgb\\(" + colours() + "\\)")),
            entry("ssn", matching("[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}")),
            entry("uri", RequestUri::isOne),
            entry("uuid", matching(uuid(HEX, HEX))),
            entry("uuid3", matching(uuid("3", HEX))),
            entry("uuid4", matching(uuid("4", "[89abAB]"))),
            entry("uuid5", matching(uuid("5", "[89abAB]"))));

    private Formats() {}

    /** {@return how to tell a format; hyphens in its name mean nothing} */
    static Optional<Predicate<String>> named(String name) {
        return Optional.ofNullable(ALL.get(name.replace("-", "")));
    }

    private static Predicate<String> matching(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return compiled::matches;
    }

    private static String uuid(String version, String variant) {
        return HEX + "{8}-?" + HEX + "{4}-?" + version + HEX + "{3}-?" + variant + HEX + "{3}-?" + HEX + "{12}";
    }

    private static String colours() {
        String colour = "\\s*" + IpAddress.OCTET + "\\s*";
        return String.join(",", colour, colour, colour);
    }

    /** Six, eight or twenty bytes with one separator, as Go reads them. */
    private static String addresses() {
        List<String> addresses = new ArrayList<>();
        for (int bytes : new int[] {6, 8, 20}) {
            for (String separator : List.of(":", "-")) {
                addresses.add(HEX + "{2}(" + separator + HEX + "{2}){" + (bytes - 1) + "}");
            }
            addresses.add(HEX + "{4}(\\." + HEX + "{4}){" + (bytes / 2 - 1) + "}");
        }
        return String.join("|", addresses);
    }

    /** How long it may be is counted in bytes. */
    private static boolean isHostname(String text) {
        return text.length() <= LONGEST_HOSTNAME
                && bytes(text) <= LONGEST_HOSTNAME
                && Stream.of(text.split("\\.", -1)).allMatch(label -> bytes(label) <= LONGEST_LABEL)
                && HOSTNAME.matches(text);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isDate(String text) {
        try {
            return DATE.matches(text) && LocalDate.parse(text).getYear() >= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isDateTime(String text) {
        return text.length() > 11
                && "tT".indexOf(text.charAt(10)) >= 0
                && isDate(text.substring(0, 10))
                && TIME.matches(text.substring(11));
    }

    private static boolean isBase64(String text) {
        if (text.isEmpty() || text.length() % 4 != 0) {
            return false;
        }
        int end = text.endsWith("==") ? text.length() - 2 : text.endsWith("=") ? text.length() - 1 : text.length();
        return text.chars().limit(end).allMatch(Formats::isBase64Character);
    }

    private static boolean isBase64Character(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
