package io.attune.pack.yaml;

/** Where something stands in a file; both count from 1. */
public record Place(int line, int column) {
    public static final Place START = new Place(1, 1);
}
