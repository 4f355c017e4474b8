package io.attune.server.pack;

import io.attune.model.pack.Pack;
import io.attune.pack.read.Finding;
import java.util.List;

/**
 * A pack that was installed, and what its author should know.
 *
 * @param changed false when the very same files were installed already
 */
public record PackInstallation(Pack pack, boolean changed, List<Finding> findings) {
    public PackInstallation {
        findings = List.copyOf(findings);
    }
}
