package io.attune.expression.syntax;

/**
 * Where a part of an expression stands in its source. All positions are equal: two trees are equal when they mean the same, wherever
 * they were written.
 */
public final class Position {
    public static final Position NONE = new Position(0);

    private final int offset;

    public Position(int offset) {
        this.offset = offset;
    }

    /** UTF-16 units from the start of the source. */
    public int offset() {
        return offset;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Position;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "@" + offset;
    }
}
