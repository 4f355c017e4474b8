package io.attune.store.component;

import java.util.List;

/**
 * A part of a list.
 *
 * @param total how many rows the whole list has
 */
public record Rows<T>(List<T> items, long total) {
    public Rows {
        items = List.copyOf(items);
    }
}
