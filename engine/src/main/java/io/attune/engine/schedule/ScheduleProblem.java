package io.attune.engine.schedule;

/** Why parameters make no schedule. {@code field} is the name of the parameter. */
public record ScheduleProblem(String field, String message) {}
