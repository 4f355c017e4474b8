package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** SQL in every filter, reference and name (T1.7 g): it is data, nothing more comes back than for a word that nothing matches. */
class InjectionAttacksTest {
    private static final List<String> SQL = List.of(
            "' or '1'='1",
            "' or 1=1 --",
            "\" or \"\"=\"",
            "'; drop table execution cascade; --",
            "'; select pg_sleep(40); --",
            "1; select pg_sleep(40)",
            "1 or pg_sleep(40) is null",
            "') or (select 1 from pg_sleep(40)) is not null or ('",
            "x' union select null, login, password_hash from identity --",
            "\\'; select pg_sleep(40); --",
            "$$; select pg_sleep(40); $$",
            "%' or '%'='",
            "'||(select current_setting('data_directory'))||'",
            "{\"a\": \"'\"}",
            // More than the sign: other tests ask people things, and their runs have that in their results.
            "? is null");

    private final Api operator = Platform.shared().admin();

    @TestFactory
    Stream<DynamicTest> filtersAreData() {
        var document =
                operator.anonymous().get("/api-spec/openapi.json").expect(200).json();
        return document.path("paths").properties().stream()
                .filter(path -> path.getValue().has("get") && !path.getKey().endsWith("/stream"))
                .map(path -> dynamicTest("GET " + path.getKey(), () -> {
                    for (var parameter : path.getValue().path("get").path("parameters")) {
                        boolean text =
                                parameter.path("schema").path("type").asText().equals("string");
                        if (text && parameter.path("in").asText().equals("query")) {
                            filterIsData(
                                    path.getKey().replaceAll("\\{[^}]*}", "core"),
                                    parameter.path("name").asText());
                        }
                    }
                    if (path.getKey().contains("{")) {
                        for (var sql : SQL) {
                            quick(path.getKey().replaceAll("\\{[^}]*}", encoded(sql)), 400, 404, 422);
                        }
                    }
                }));
    }

    private void filterIsData(String path, String parameter) {
        var separator = "?" + parameter + "=";
        var nothing = operator.get(path + separator + "nothing.matches.this");
        for (var sql : SQL) {
            var answer = quick(path + separator + encoded(sql), 200, 400, 404, 422);
            if (nothing.status() == 200
                    && answer.status() == 200
                    && nothing.json().has("items")
                    // Other tests try to log in under these very names.
                    && !path.equals("/api/v1/audit-events")) {
                assertThat(answer.items()).as(answer.toString()).hasSameSizeAs(nothing.items());
            }
        }
    }

    private Api.Answer quick(String path, Integer... statuses) {
        var begin = Instant.now();
        var answer = operator.get(path);
        assertThat(answer.status()).as(answer.toString()).isIn((Object[]) statuses);
        assertThat(Duration.between(begin, Instant.now())).as(path).isLessThan(Duration.ofSeconds(25));
        assertThat(answer.body())
                .doesNotContain("$argon2")
                .doesNotContain("syntax error")
                .doesNotContain("SQLSTATE");
        return answer;
    }

    @Test
    void namesThatAreSqlAreStoredAsTheyAre() {
        var fixture = Fixture.shared();
        var label = "Robert'); drop table execution; --";
        var ref = fixture.ref("bobby");
        operator.post(
                        "/api/v1/triggers",
                        Json.object(
                                "ref",
                                ref,
                                "pack_ref",
                                fixture.pack(),
                                "label",
                                label,
                                "description",
                                "' || version() || '"))
                .expect(201);

        var stored = operator.get("/api/v1/triggers/" + ref).expect(200).data();
        assertThat(stored.path("label").asText()).isEqualTo(label);
        assertThat(stored.path("description").asText()).isEqualTo("' || version() || '");
        assertThat(operator.get("/api/v1/executions").status()).isEqualTo(200);
    }

    /** A pattern of LIKE is no search for everything. */
    @Test
    void wildcardsMatchThemselvesOnly() {
        var fixture = Fixture.shared();
        long run = fixture.run("core.echo", Json.object("message", "plain words " + fixture.pack()))
                .path("id")
                .asLong();
        fixture.ended(run, Duration.ofSeconds(20));

        for (var pattern : List.of("%25", "plain%25" + fixture.pack(), "plain_words_" + fixture.pack())) {
            for (var found : operator.get("/api/v1/executions?per_page=100&result_contains=" + pattern)
                    .expect(200)
                    .items()) {
                assertThat(found.path("id").asLong()).as(pattern).isNotEqualTo(run);
            }
        }
        assertThat(operator.get("/api/v1/executions?result_contains=plain%20words%20" + fixture.pack())
                        .expect(200)
                        .items())
                .hasSize(1);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
