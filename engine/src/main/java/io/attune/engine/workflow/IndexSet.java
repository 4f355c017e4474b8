package io.attune.engine.workflow;

import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalInt;

/**
 * A set of numbers from 0 up to a fixed size; immutable. Taking one out copies two small arrays and not the set, so that the items of a
 * large task can end one by one in linear time. Its text is a list of ranges, or a bitmap where that is shorter.
 */
public final class IndexSet {
    private static final int WORDS = 16;
    private static final int PAGE = WORDS * Long.SIZE;

    private final int size;
    private final int count;
    private final long[][] pages;

    private IndexSet(int size, int count, long[][] pages) {
        this.size = size;
        this.count = count;
        this.pages = pages;
    }

    /** All numbers below {@code size}. */
    public static IndexSet all(int size) {
        long[][] pages = new long[pages(size)][];
        for (int page = 0; page < pages.length; page++) {
            pages[page] = new long[WORDS];
            for (int word = 0; word < WORDS; word++) {
                int bits = Math.clamp(size - ((long) page * PAGE + (long) word * Long.SIZE), 0, Long.SIZE);
                pages[page][word] = bits == 0 ? 0 : -1L >>> (Long.SIZE - bits);
            }
        }
        return new IndexSet(size, size, pages);
    }

    /** No number, of those below {@code size}. */
    public static IndexSet none(int size) {
        long[][] pages = new long[pages(size)][];
        Arrays.fill(pages, new long[WORDS]);
        return new IndexSet(size, 0, pages);
    }

    private static int pages(int size) {
        return (int) (((long) size + PAGE - 1) / PAGE);
    }

    public boolean contains(int index) {
        return index >= 0
                && index < size
                && (pages[index / PAGE][index % PAGE / Long.SIZE] & 1L << index % Long.SIZE) != 0;
    }

    public IndexSet without(int index) {
        return contains(index) ? flipped(index, -1) : this;
    }

    public IndexSet with(int index) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException(index + " is not below " + size);
        }
        return contains(index) ? this : flipped(index, 1);
    }

    private IndexSet flipped(int index, int change) {
        long[][] copy = pages.clone();
        long[] page = copy[index / PAGE].clone();
        page[index % PAGE / Long.SIZE] ^= 1L << index % Long.SIZE;
        copy[index / PAGE] = page;
        return new IndexSet(size, count + change, copy);
    }

    /** Those below {@code size} that are not in it. */
    public IndexSet inverse() {
        IndexSet inverse = all(size);
        for (int index = next(0).orElse(size);
                index < size;
                index = next(index + 1).orElse(size)) {
            inverse = inverse.without(index);
        }
        return inverse;
    }

    /** The least number in it from {@code from} on. */
    public OptionalInt next(int from) {
        int index = from;
        while (index < size) {
            long word = pages[index / PAGE][index % PAGE / Long.SIZE] >>> index % Long.SIZE;
            if (word != 0) {
                return OptionalInt.of(index + Long.numberOfTrailingZeros(word));
            }
            index = (index / Long.SIZE + 1) * Long.SIZE;
        }
        return OptionalInt.empty();
    }

    /** Those in it, ascending. */
    public Integer[] indices() {
        Integer[] indices = new Integer[count()];
        int found = 0;
        for (OptionalInt index = next(0); index.isPresent(); index = next(index.getAsInt() + 1)) {
            indices[found++] = index.getAsInt();
        }
        return indices;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public int count() {
        return count;
    }

    /** The bound of its numbers. */
    public int size() {
        return size;
    }

    private int nextAbsent(int from) {
        int index = from;
        while (index < size && contains(index)) {
            index++;
        }
        return index;
    }

    /** {@code size:0-4,7}, or {@code size*} and a bitmap. */
    public String text() {
        int bitmap = (size + 7) / 8 * 4 / 3;
        var ranges = new StringBuilder();
        for (int start = next(0).orElse(size); start < size && ranges.length() <= bitmap + 8; ) {
            int end = nextAbsent(start);
            ranges.append(ranges.isEmpty() ? "" : ",").append(start);
            if (end - 1 > start) {
                ranges.append('-').append(end - 1);
            }
            start = next(end).orElse(size);
        }
        return ranges.length() <= bitmap + 8 ? size + ":" + ranges : size + "*" + bitmap();
    }

    private String bitmap() {
        byte[] bytes = new byte[(size + 7) / 8];
        for (int index = next(0).orElse(size);
                index < size;
                index = next(index + 1).orElse(size)) {
            bytes[index / 8] |= (byte) (1 << index % 8);
        }
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Reads {@link #text}. */
    public static IndexSet of(String text) {
        int colon = text.indexOf(':');
        int split = colon >= 0 ? colon : text.indexOf('*');
        int size = Integer.parseInt(text.substring(0, split));
        String rest = text.substring(split + 1);
        long[][] pages = new long[pages(size)][WORDS];
        int count = 0;
        if (colon >= 0) {
            for (String range : rest.isEmpty() ? new String[0] : rest.split(",", -1)) {
                int dash = range.indexOf('-');
                int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
                int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
                for (int index = first; index <= last; index++) {
                    pages[index / PAGE][index % PAGE / Long.SIZE] |= 1L << index % Long.SIZE;
                    count++;
                }
            }
        } else {
            byte[] bytes = Base64.getDecoder().decode(rest);
            for (int index = 0; index < size; index++) {
                if ((bytes[index / 8] & 1 << index % 8) != 0) {
                    pages[index / PAGE][index % PAGE / Long.SIZE] |= 1L << index % Long.SIZE;
                    count++;
                }
            }
        }
        return new IndexSet(size, count, pages);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndexSet set
                && set.size == size
                && set.count == count
                && Arrays.deepEquals(set.pages, pages);
    }

    @Override
    public int hashCode() {
        return 31 * size + Arrays.deepHashCode(pages);
    }

    @Override
    public String toString() {
        return text();
    }
}
