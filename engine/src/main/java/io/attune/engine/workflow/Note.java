package io.attune.engine.workflow;

import org.jspecify.annotations.Nullable;

/** Something that people should find in the log of a workflow. Never holds a value: it may be secret. */
public record Note(@Nullable String task, String text) {}
