package io.attune.engine.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why something is as it is.
 *
 * @param cause one sentence
 * @param evidence what shows it, each a line or a few
 * @param remedy what to do about it; null when there is nothing to do
 */
public record Explanation(
        String cause, List<String> evidence, @Nullable String remedy) {
    public Explanation {
        evidence = List.copyOf(evidence);
    }

    public static Explanation of(String cause) {
        return new Explanation(cause, List.of(), null);
    }

    public static Explanation of(String cause, String remedy) {
        return new Explanation(cause, List.of(), remedy);
    }
}
