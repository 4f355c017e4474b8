package io.attune.model.execution;

import io.attune.model.WireEnum;

/** The output streams of a process, kept apart (runtime.md §9). */
public enum LogStream implements WireEnum {
    STDOUT,
    STDERR
}
