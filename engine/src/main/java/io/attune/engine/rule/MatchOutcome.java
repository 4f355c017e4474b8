package io.attune.engine.rule;

import java.util.List;

/**
 * What the rules of a trigger say about an event. A rule that is in neither list did not match.
 *
 * @param matched rules whose conditions hold, by id
 * @param failed rules that could not be evaluated, by id; they did not match
 */
public record MatchOutcome(List<IndexedRule> matched, List<Failure> failed) {
    public static final MatchOutcome NONE = new MatchOutcome(List.of(), List.of());

    /** @param message for the author of the rule */
    public record Failure(IndexedRule rule, String message) {}

    public MatchOutcome {
        matched = List.copyOf(matched);
        failed = List.copyOf(failed);
    }
}
