package io.attune.e2e.fuzz;

import io.attune.e2e.harness.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Values that have hurt other programs, and a few that are only odd. As JSON text, since some of them no JSON library writes. */
final class Hostile {
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "' or '1'='1",
            "'; drop table execution; --",
            "\\'; select pg_sleep(5); --",
            "%",
            "_%_",
            "\\",
            "$1",
            "../../../etc/passwd",
            "..\\..\\windows",
            "/etc/passwd",
            "core/../core",
            "file:///etc/passwd",
            "{{ 7 * 7 }}",
            "{{ secret.password }}",
            "{{ ''.__class__.__mro__ }}",
            "{% for i in range(10) %}{% endfor %}",
            "{{ (((((((((((1))))))))))) }}",
            "{{",
            "${jndi:ldap://127.0.0.1/x}",
            "$(id)",
            "`id`",
            "; rm -rf /",
            "a\r\nX-Injected: yes",
            "a\nb",
            "\u001b[31mred",
            "\u202Eevil",
            "\uFFFF",
            "\uD83D\uDCA5".repeat(100),
            "<script>alert(1)</script>",
            "-1",
            "NaN",
            "null",
            "true",
            "0x7fffffff",
            "9".repeat(40),
            "a".repeat(256),
            "a".repeat(5_000),
            "a.".repeat(200),
            ".".repeat(50),
            "(a+)+$",
            "[".repeat(500),
            "0000-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "2024-02-30T25:61:61Z",
            "1970-01-01T00:00:00Z");

    private static final List<String> OTHERS = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "0",
            "-1",
            "1.5",
            "-0.0",
            "2147483648",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "1e300",
            "1e-300",
            "1e999",
            "1e-999999999",
            "9".repeat(300),
            "9".repeat(5_000),
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "[null]",
            "[[[]]]",
            "[1, \"a\", {}, null]",
            "{\"\": \"\"}",
            "{\"\\u0000\": 1}",
            "{\"a\\u0000\": {\"b\": 1}}",
            "{\"op\": \"set\"}",
            "{\"op\": \"set\", \"value\": {\"op\": \"set\"}}",
            "{\"op\": \"set\", \"value\": -1}",
            "{\"op\": \"clear\"}",
            "{\"op\": \"clear\", \"op\": \"set\"}",
            "{\"op\": \"burn\"}",
            "{\"a\": 1, \"a\": 2}",
            "{\"type\": \"string\"}",
            "{\"x\": {\"type\": \"string\", \"pattern\": \"(a+)+$\"}}",
            "{\"x\": {\"type\": [\"nothing\"], \"enum\": {}, \"minimum\": \"a\"}}",
            "{\"x\": {\"type\": \"object\", \"properties\": {\"y\": {\"$ref\": \"#\"}}}}",
            "{\"x\": \"{{ range(100000000) }}\"}",
            "{\"x\": \"{{ 'a' * 1000000000 }}\"}",
            "{\"toString\": {}, \"__proto__\": {}, \"class\": {\"classLoader\": 1}}",
            "[".repeat(60) + "]".repeat(60),
            "[".repeat(2_000) + "]".repeat(2_000),
            "{\"a\":".repeat(60) + "1" + "}".repeat(60));

    private static final List<String> HUGE = List.of(
            "[" + "0,".repeat(20_000) + "0]",
            IntStream.range(0, 10_001)
                            .mapToObj(i -> "\"k" + i + "\":0")
                            .reduce("{", (a, b) -> a.length() == 1 ? a + b : a + "," + b)
                    + "}",
            "\"" + "x".repeat(1_000_000) + "\"",
            "{\"" + "k".repeat(9_999) + "\": 1}",
            "{\"" + "k".repeat(20_000) + "\": 1}");

    private static final List<String> VALUES = Stream.concat(
                    TEXTS.stream().map(text -> Json.value(text).toString()), OTHERS.stream())
            .toList();

    /** How one part of a path or a query looks when it is percent-encoded badly or on purpose. */
    private static final List<String> ENCODED = List.of(
            "%00",
            "a%00b",
            "%ff",
            "%c0%ae%c0%ae%2f",
            "%2e%2e%2f%2e%2e%2f",
            "..%2f..%2fetc",
            "%252e%252e",
            "%0d%0aX-Injected:%20yes",
            "%ed%a0%80",
            "a;b=c",
            "a%2fb",
            "%5c..%5c",
            "%20",
            "%25");

    private Hostile() {}

    /** {@code count} values, large ones seldom. */
    static List<String> values(RandomGenerator random, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> random.nextInt(40) == 0 ? pick(random, HUGE) : pick(random, VALUES))
                .toList();
    }

    /** {@code count} texts for a path or a query, encoded. */
    static List<String> encoded(RandomGenerator random, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> random.nextInt(4) == 0
                        ? pick(random, ENCODED)
                        // Longer request lines than this are refused by the container, before any code of ours.
                        : encode(shortened(pick(random, TEXTS))))
                .toList();
    }

    private static String shortened(String text) {
        return text.length() > 1_000 ? text.substring(0, 1_000) : text;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String pick(RandomGenerator random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
