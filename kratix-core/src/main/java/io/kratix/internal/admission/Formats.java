// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static java.util.Map.entry;

import com.google.re2j.Pattern;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The formats of texts that Kubernetes checks, by name. */
final class Formats {
    private static final String HEX = "[0-9a-fA-F]";
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final String LABEL = "[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?";

    /** What Go's library takes in a path, and Java's does not. */
    private static final Pattern LENIENT = Pattern.compile("[ {}|^`\"<>\\\\]");

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIME =
            Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?([zZ]|[-+][0-9]{2}:[0-9]{2})");
    private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private static final Map<String, Predicate<String>> ALL = Map.ofEntries(
            entry("bsonobjectid", matching(HEX + "{24}")),
            entry("byte", Formats::isBase64),
            entry("cidr", Formats::isCidr),
            entry("date", Formats::isDate),
            entry("date-time", Formats::isDateTime),
            entry("datetime", Formats::isDateTime),
            entry("duration", matching(durations())),
            entry("email", matching("[^@\\s]+@[^@\\s]+|[a-zA-Z0-9. ]*<[^@\\s<>]+@[^@\\s<>]+>")),
            entry("hexcolor", matching("#?(" + HEX + "{3}|" + HEX + "{6})")),
            entry("hostname", matching(LABEL + "(\\." + LABEL + ")*")),
            entry("ipv4", text -> IPV4.matches(text)),
            entry("ipv6", Formats::isIpv6),
            entry("mac", matching(addresses())),
            entry("rgbcolor", matching("rgb\\( *" + OCTET + " *, *" + OCTET + " *, *" + OCTET + " *\\)")),
            entry("ssn", matching("[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}")),
            entry("uri", Formats::isUri),
            entry("uuid", matching(uuid(HEX, HEX))),
            entry("uuid3", matching(uuid("3", HEX))),
            entry("uuid4", matching(uuid("4", "[89abAB]"))),
            entry("uuid5", matching(uuid("5", "[89abAB]"))));

    private Formats() {}

    static Optional<Predicate<String>> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    private static Predicate<String> matching(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return compiled::matches;
    }

    private static String uuid(String version, String variant) {
        return HEX + "{8}-?" + HEX + "{4}-?" + version + HEX + "{3}-?" + variant + HEX + "{3}-?" + HEX + "{12}";
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

    /** Go's durations, and the words that Kubernetes' library knows beside them. */
    private static String durations() {
        String go = "[-+]?(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+";
        String words = "(nano|ns|micro|us|µs|milli|ms|s|sec|m|min|h|hr|d|day|w|wk)s?|nanoseconds?|microseconds?"
                + "|milliseconds?|seconds?|minutes?|hours?|weeks?";
        return "0|" + go + "|([0-9]+ *(" + words + ") *)+";
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

    /** Without a letter beyond f and with a colon it is an address or nothing: no name is ever looked up. */
    private static boolean isIpv6(String text) {
        try {
            return text.indexOf(':') >= 0 && IPV6_CHARACTERS.matches(text) && InetAddress.getByName(text) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return false;
        }
        String address = text.substring(0, slash);
        int bits = Integer.parseInt(text.substring(slash + 1));
        return IPV4.matches(address) ? bits <= 32 : bits <= 128 && isIpv6(address);
    }

    private static boolean isUri(String text) {
        try {
            int path = text.indexOf('/', text.indexOf("://") < 0 ? 0 : text.indexOf("://") + 3);
            String lenient =
                    path < 0 ? "" : LENIENT.matcher(text.substring(path)).replaceAll("_");
            return new URI(path < 0 ? text : text.substring(0, path) + lenient).isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
