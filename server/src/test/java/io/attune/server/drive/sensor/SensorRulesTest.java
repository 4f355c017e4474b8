package io.attune.server.drive.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.engine.sensor.SensorDemand.Wanted;
import org.junit.jupiter.api.Test;

/** {@code ATTUNE_SENSOR_TRIGGERS} (packs.md §11.1). */
class SensorRulesTest {
    @Test
    void rulesAreToldAsTheContractSays() {
        var wanted = SensorRules.demand(
                        ADemandedSensor.with(ADemandedSensor.rule(7, "/a"), ADemandedSensor.rule(8, "/b")))
                .wanted();

        assertThat(wanted.map(Wanted::rules))
                .contains("[{\"id\":7,\"ref\":\"p.rule7\",\"trigger_ref\":\"p.changed\",\"config\":{\"path\":\"/a\"}},"
                        + "{\"id\":8,\"ref\":\"p.rule8\",\"trigger_ref\":\"p.changed\",\"config\":{\"path\":\"/b\"}}]");
    }

    @Test
    void withoutRulesNothingIsWanted() {
        assertThat(SensorRules.demand(ADemandedSensor.with()).wanted()).isEmpty();
    }

    @Test
    void rulesAreNoPartOfTheDefinition() {
        assertThat(SensorRules.demand(ADemandedSensor.with(ADemandedSensor.rule(7, "/a")))
                        .definition())
                .isEqualTo(SensorRules.demand(ADemandedSensor.with(ADemandedSensor.rule(7, "/b")))
                        .definition());
    }
}
