// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts that an API server takes for a format, and others. Source: the formats of kube-openapi. */
final class FormatsTest {
    private static final String LONG = "a".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "bsonobjectid, 507f1f77bcf86cd799439011",
        "byte, aGVsbG8=",
        "cidr, 10.0.0.0/8",
        "cidr, 2001:db8::/32",
        "cidr, ::ffff:1.2.3.4/128",
        "creditcard, 4111-1111-1111-1111",
        "creditcard, 5555 5555 5555 4444",
        "creditcard, 378282246310005",
        "creditcard, 2221000000000009",
        "date, 2026-11-21",
        "date-time, 2026-11-21T10:00:00Z",
        "date-time, 2026-11-21t10:00:00.5+01:00",
        "datetime, 2026-11-21T10:00:00z",
        "duration, 1h30m",
        "duration, -1.5s",
        "duration, 0",
        "duration, 3 weeks",
        "duration, 2 Days 4 hr",
        "duration, 1 moon 2 min",
        "email, bob@x.org",
        "email, Bob <bob@x.org>",
        "email, '\"Bob, the\" builder <bob@x.org>'",
        "email, '<bob@x.org> (at work)'",
        "email, bob+tag@localhost",
        "email, '\"b b\"@x.org'",
        "email, bøb@exämple.org",
        "email, bob@[192.168.0.1]",
        "email, 'Bob <bob@[IPv6:2001:db8::1]>'",
        "hexcolor, #a0F",
        "hexcolor, a0b1c2",
        "hostname, a.example.org",
        "hostname, localhost",
        "hostname, my-host.example.org",
        "hostname, 10.0.0.10",
        "hostname, exämple.org",
        "ipv4, 10.0.0.1",
        "ipv4, ::ffff:10.0.0.1",
        "ipv6, ::1",
        "ipv6, '::'",
        "ipv6, 1:2:3:4:5:6:7:8",
        "ipv6, 1::",
        "ipv6, 1:2:3:4:5:6:7::",
        "ipv6, 1:2:3:4:5:6:1.2.3.4",
        "isbn, 0321751043",
        "isbn, 978-0321751041",
        "isbn10, 0-8044-2957-X",
        "isbn13, 978 0 321 75104 1",
        "mac, 00:11:22:33:44:55:66:77",
        "mac, 0011.2233.4455.6677",
        "password, anything",
        "rgbcolor, 'rgb( 0 ,255, 10 )'",
        "ssn, 111-22-3333",
        "uri, https://login.example.org/{tenant}/v2",
        "uri, https://example.org/a b",
        "uri, /a/path",
        "uri, mailto:bob@x.org",
        "uri, https://user:pass%20word@example.org:8443/?q={x}",
        "uri, http://[::1]:80/",
        "uri, http://[fe80::1%25en0]/",
        "uri, http://exämple.org",
        "uri, s3://bucket_with_underscore/a",
        "uri, '*'",
        "uri, http://",
        "uri, a1+b-c.d://x",
        "uuid, 12345678-1234-1234-1234-123456789012",
        "uuid, 12345678123412341234123456789012",
        "uuid3, 12345678-1234-3234-1234-123456789012",
        "uuid4, 12345678-1234-4234-8234-123456789012",
        "uuid5, 12345678-1234-5234-B234-123456789012",
    })
    void takesWhatAnApiServerTakes(String format, String value) {
        assertThat(Formats.named(format).orElseThrow().test(value)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "bsonobjectid, 507f1f77bcf86cd79943901",
        "byte, aGVsbG8",
        "byte, ''",
        "byte, A===",
        "cidr, 10.0.0.0/33",
        "cidr, 10.0.0.0",
        "cidr, 2001:db8::/129",
        "cidr, g::1:2:3:4:5:6:7:8/64",
        "cidr, 010.0.0.0/8",
        "creditcard, 4111-1111-1111-1112",
        "creditcard, 1234567812345670",
        "creditcard, ''",
        "date, 2026-02-30",
        "date, 2026-1-1",
        "date-time, 2026-11-21T24:00:00Z",
        "date-time, 2026-11-21 10:00:00Z",
        "date-time, 2026-11-21T10:00:00",
        "duration, 3 moons",
        "duration, 1.5 days",
        "duration, 99999999999999999999 days",
        "duration, ''",
        "email, bob",
        "email, bob@",
        "email, a..b@x.org",
        "email, .a@x.org",
        "email, bob@x.org>",
        "email, '\"\"@x.org'",
        "email, bob b@x.org",
        "email, bob@[x.org]",
        "email, 'bob@[1.2.3.4'",
        "hexcolor, #a0",
        "hostname, -a.example.org",
        "hostname, a_b.example.org",
        "hostname, example.o",
        "hostname, a..example.org",
        "hostname, ''",
        "ipv6, 1:2:3:4:5:6:7:8::zz",
        "ipv4, 10.0.0.01",
        "ipv4, 10.0.0",
        "ipv4, 10.0.0.256",
        "ipv4, ::1",
        "ipv6, 10.0.0.1",
        "ipv6, 1::2::3",
        "ipv6, ':::'",
        "ipv6, 1:2:3:4:5:6:7",
        "ipv6, 1:2:3:4:5:6:7::8",
        "ipv6, fe80::1%eth0",
        "ipv6, ::1.2.3",
        "ipv6, 12345::",
        "isbn, 0321751044",
        "isbn10, 978-0321751041",
        "isbn13, 0321751043",
        "isbn13, 978-0321751042",
        "mac, 00:11:22:33:44",
        "mac, 00:11-22:33:44:55",
        "rgbcolor, 'rgb(0,256,0)'",
        "ssn, 111-22-333",
        "uri, https://exa mple.org/a",
        "uri, https://{host}/a",
        "uri, example.org/a",
        "uri, ''",
        "uri, ':a'",
        "uri, ':/a'",
        "uri, http://example.org:port/",
        "uri, http://[::1/",
        "uri, https://example.org/%zz",
        "uri, https://us er@example.org/",
        "uri, https://example%41.org/",
        "uuid, 12345678-1234-1234-1234-12345678901",
        "uuid3, 12345678-1234-4234-1234-123456789012",
        "uuid4, 12345678-1234-4234-1234-123456789012",
        "uuid5, 12345678-1234-5234-7234-123456789012",
    })
    void refusesWhatAnApiServerRefuses(String format, String value) {
        assertThat(Formats.named(format).orElseThrow().test(value)).isFalse();
    }

    @Test
    void refusesALabelOrANameOfAHostThatIsTooLong() {
        assertThat(Formats.named("hostname").orElseThrow())
                .rejects(LONG + ".org", ("a".repeat(63) + ".").repeat(4) + "org")
                .accepts("a".repeat(63) + ".org");
    }

    @Test
    void refusesAUriWithAControlCharacter() {
        assertThat(Formats.named("uri").orElseThrow()).rejects("https://example.org/\n", "/\u007f");
    }

    @Test
    void passesOverWhatNobodyKnows() {
        assertThat(Formats.named("colour")).isEmpty();
        assertThat(Formats.named("u-u-i-d")).isPresent();
    }
}
