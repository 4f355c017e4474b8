package io.attune.server.drive.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.id.SensorId;
import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** runtime.md §2, step 2: whom the platform tells what. */
class AlertsTest {
    private final IngestFixture fixture = new IngestFixture();
    private final Alerts alerts = new Alerts(fixture.catalog, fixture.batch, Clock.systemUTC());

    @BeforeEach
    void start() {
        fixture.execute("insert into trigger (ref, label) values ('core.alert', 'Alert')");
        fixture.execute(
                "insert into identity (tenant_id, login, operator) values (?, 'root', true), (?, 'somebody', false)",
                fixture.tenant,
                fixture.otherTenant);
        var _ = fixture.rule("p.ours", "core.alert", "{}", "{}", "p.echo", fixture.tenant);
        var _ = fixture.rule("p.theirs", "core.alert", "{}", "{}", "p.echo", fixture.otherTenant);
        fixture.catalog.refresh();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void fails(Owner owner) {
        fixture.transactions.engineTask(tx -> alerts.sensorFails(tx, new SensorId(3), "p.watch", owner, 3, "host-1"));
    }

    @Test
    void aSensorOfThePlatformConcernsThoseWhoRunIt() {
        fails(new Owner.Platform());

        assertThat(fixture.count("event where tenant_id = ?", fixture.tenant)).isOne();
        assertThat(fixture.count("event")).isOne();
        assertThat(fixture.texts("select rule_ref from enforcement")).containsExactly("p.ours");
        assertThat(fixture.texts("select payload ->> 'summary' from event"))
                .containsExactly("Sensor 'p.watch' failed 3 times in a row on host-1");
    }

    @Test
    void aSensorOfATenantConcernsTheTenantAndSaysNothingOfThePlatform() {
        fails(new Owner.Tenant(new TenantId(fixture.otherTenant)));

        assertThat(fixture.texts("select rule_ref from enforcement")).containsExactly("p.theirs");
        assertThat(fixture.texts("select payload ->> 'summary' from event"))
                .containsExactly("Sensor 'p.watch' failed 3 times in a row");
    }
}
