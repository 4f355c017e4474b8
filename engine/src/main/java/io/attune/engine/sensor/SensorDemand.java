package io.attune.engine.sensor;

import java.util.List;
import java.util.Optional;

/**
 * What the catalogue says about an enabled sensor.
 *
 * @param definition equal as long as a running process need not be replaced: entry point, runtime, configuration, files of the pack
 * @param liveRules whether a running process takes new rules on its standard input
 * @param rules the enabled rules that use one of its triggers, each in the form the process gets it
 */
public record SensorDemand(String definition, boolean liveRules, List<String> rules) {
    public SensorDemand {
        rules = List.copyOf(rules);
    }

    /** A sensor without rules has nobody to tell anything: it runs while at least one rule waits for it. */
    public Optional<Wanted> wanted() {
        return rules.isEmpty()
                ? Optional.empty()
                : Optional.of(new Wanted(definition, liveRules, "[" + String.join(",", rules) + "]"));
    }

    /**
     * The process that should run now.
     *
     * @param rules a JSON array
     */
    public record Wanted(String definition, boolean liveRules, String rules) {
        /** Whether a process started for this serves {@code other}, given the new rules where they differ. */
        boolean canBecome(Wanted other) {
            return definition.equals(other.definition)
                    && liveRules == other.liveRules
                    && (liveRules || rules.equals(other.rules));
        }
    }
}
