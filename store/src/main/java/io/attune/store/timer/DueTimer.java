package io.attune.store.timer;

import io.attune.model.catalog.MisfirePolicy;
import io.attune.model.id.RuleId;
import io.attune.model.id.SensorId;
import io.attune.model.tenant.Owner;
import org.jspecify.annotations.Nullable;

/**
 * A timer with a tick that is due.
 *
 * @param sensor the catalogue entry that stands for the timers; null when there is none
 */
public record DueTimer(
        RuleId rule,
        Owner owner,
        @Nullable MisfirePolicy policy,
        @Nullable SensorId sensor,
        StoredTimer timer) {}
