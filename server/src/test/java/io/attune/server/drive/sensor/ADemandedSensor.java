package io.attune.server.drive.sensor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.id.RuleId;
import io.attune.model.id.SensorId;
import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import io.attune.store.sensor.SensorDemandStore.DemandedSensor;
import io.attune.store.sensor.SensorDemandStore.WaitingRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shell sensor of tenant 5 that emits {@code p.changed} and {@code p.gone}. */
final class ADemandedSensor {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ADemandedSensor() {}

    static DemandedSensor with(WaitingRule... rules) {
        return of(null, rules);
    }

    /** @param version of the shell */
    static DemandedSensor wanting(String version) {
        return of(version);
    }

    private static DemandedSensor of(@Nullable String version, WaitingRule... rules) {
        return new DemandedSensor(
                new SensorId(3),
                new Owner.Tenant(new TenantId(5)),
                "p.watch",
                "p",
                "checksum",
                "watch.sh",
                "core.shell",
                JSON.objectNode(),
                version,
                List.of("p.changed", "p.gone"),
                JSON.objectNode(),
                false,
                4,
                JSON.objectNode(),
                JSON.arrayNode(),
                JSON.objectNode(),
                List.of(rules));
    }

    static WaitingRule rule(long id, String path) {
        return new WaitingRule(
                new RuleId(id), "p.rule" + id, "p.changed", JSON.objectNode().put("path", path));
    }
}
