package io.attune.pack.read;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of reading a pack.
 *
 * @param contents null when {@code pack.yaml} is missing or wrong; then at least one finding says {@link Finding.Effect#REFUSED}
 * @param findings in the order of files and lines
 */
public record PackReading(@Nullable PackContents contents, List<Finding> findings) {
    public PackReading {
        findings = List.copyOf(findings);
    }
}
