package io.attune.server.drive.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Secrets on their way from an event or a pack's configuration into a run (security.md §4.3, runtime.md §2 step 5). */
class IngestSecretsTest {
    private static IngestFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new IngestFixture();
        fixture.execute("""
                update pack
                set conf_schema = '{"region": {"type": "string"}, "token": {"type": "string", "secret": true}}',
                    config = '{"region": "eu", "token": "c0nfig-t0ken"}'
                where ref = 'p'
                """);
        var _ = fixture.action("p.login", """
                {"token": {"type": "string", "secret": true}, "user": {"type": "string"},
                 "db": {"type": "object", "properties": {"host": {"type": "string"}, "pin": {"type": "integer", "secret": true}}}}
                """);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private void rule(String ref, String params) {
        var _ = fixture.rule(ref, ref, "{}", params, "p.login", fixture.tenant);
    }

    @Test
    void secretsAreMarkersInEnforcementAndExecutionAndSealedForBoth() {
        var trigger = fixture.trigger("p.sealed");
        rule("p.sealed", """
                {"token": "{{ pack.config.token }}", "user": "{{ event.payload.user }} in {{ pack.config.region }}",
                 "db": {"host": "h", "pin": "{{ event.payload.pin }}"}}
                """);

        var event =
                fixture.submit(trigger, "{\"user\": \"ada\", \"pin\": 471147}").id();

        var shown = """
                {"token": {"$attune_secret": true, "redacted": true}, "user": "ada in eu",
                 "db": {"host": "h", "pin": {"$attune_secret": true, "redacted": true}}}
                """;
        assertThat(fixture.count("enforcement where event_id = ? and config = ?::jsonb", event.value(), shown))
                .isEqualTo(1);
        assertThat(fixture.count("""
                        execution join enforcement on enforcement.id = execution.enforcement_id
                        where event_id = ? and execution.config = ?::jsonb and has_secrets and execution.status = 'requested'
                        """, event.value(), shown)).isEqualTo(1);
        assertThat(fixture.texts("""
                        select entity_type || ' ' || json_path || ' ' || source_kind || ' ' || coalesce(source_ref, '-')
                        from execution_secret_value
                        join enforcement on enforcement.event_id = %s
                        left join execution on execution.enforcement_id = enforcement.id
                        where entity_id in (enforcement.id, execution.id)
                        order by 1
                        """.formatted(event)))
                .containsExactly(
                        "enforcement_config /db/pin parameter_schema -",
                        "enforcement_config /token pack_config p",
                        "execution_config /db/pin parameter_schema -",
                        "execution_config /token pack_config p");
        assertThat(fixture.tablesHolding("c0nfig-t0ken"))
                .as("where it was configured")
                .containsExactly("pack");
    }

    @Test
    void aSecretForAParameterThatIsNotDeclaredSecretFailsItsRunAndNoOther() {
        var trigger = fixture.trigger("p.leak");
        rule("p.leak", "{\"user\": \"key {{ pack.config.token }}\"}");
        var _ = fixture.rule("p.fine", "p.leak", "{}", "{\"user\": \"x\"}", "p.login", fixture.tenant);

        var event = fixture.submit(trigger, "{}").id();

        assertThat(fixture.texts("""
                        select execution.result ->> 'error' from execution join enforcement on enforcement.id = execution.enforcement_id
                        where event_id = %s and execution.status = 'failed' and execution.config is null
                        """.formatted(event)))
                .singleElement()
                .asString()
                .startsWith("Parameter 'user' would get its value from the secret configuration of pack 'p'");
        assertThat(fixture.count("""
                        execution join enforcement on enforcement.id = execution.enforcement_id
                        where event_id = ? and execution.status = 'requested' and execution.rule_ref = 'p.fine'
                        """, event.value())).isEqualTo(1);
        assertThat(fixture.tablesHolding("c0nfig-t0ken")).containsExactly("pack");
    }

    @Test
    void aRuleThatCannotBeEvaluatedSaysNothingOfTheSecretsItReads() {
        var trigger = fixture.trigger("p.criteria");
        for (var criteria : List.of(
                "[1] | map(pack.config.token)",
                "[1] | select(pack.config.token)",
                "{'a': 1} | map(attribute=pack.config.token)",
                "event.payload[pack.config.token].x > 5",
                "pack.config.token > 5",
                "pack.config.token | int > 1",
                "match(pack.config.token ~ '(', 'x')",
                "now_('x') or pack.config.token | date('%Q')")) {
            var _ = fixture.rule(
                    "p.criteria" + fixture.count("rule"),
                    "p.criteria",
                    "{\"expression\": \"" + criteria + "\"}",
                    "{}",
                    "p.login",
                    fixture.tenant);
        }

        var event = fixture.submit(trigger, "{}").id();

        assertThat(fixture.count("evaluation_error where event_id = ?", event.value()))
                .isGreaterThan(4);
        assertThat(fixture.tablesHolding("c0nfig-t0ken")).containsExactly("pack");
    }
}
