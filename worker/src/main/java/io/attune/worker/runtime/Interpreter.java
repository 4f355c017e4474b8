package io.attune.worker.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * A program of this machine that runs the programs of packs.
 *
 * @param installation directories and files that it needs beside those of the system, as one of a version manager does
 */
public record Interpreter(Path binary, List<Path> installation) {
    public Interpreter {
        installation = List.copyOf(installation);
    }
}
