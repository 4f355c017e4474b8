package io.attune.cli.execution;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of earlier versions that change nothing, so that scripts which give them go on. */
public final class OldOptions {
    @Option(
            names = "--notifier-url",
            hidden = true,
            paramLabel = "URL",
            description = "accepted for older scripts; not needed")
    @Nullable
    String notifierUrl;
}
