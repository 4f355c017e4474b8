package io.attune.cli.call;

import io.attune.cli.outcome.ExitCode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** A noun: without a verb it shows its verbs. */
public abstract class Group extends AttuneCommand {
    @Override
    protected final ExitCode run(Call call) {
        var writer = new PrintWriter(call.surroundings().err(), true, StandardCharsets.UTF_8);
        spec().commandLine().usage(writer);
        return ExitCode.USAGE;
    }
}
