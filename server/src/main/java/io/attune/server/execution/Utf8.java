package io.attune.server.execution;

/** Where a piece of UTF-8 may be cut. */
final class Utf8 {
    private static final int LONGEST_CHARACTER = 4;

    private Utf8() {}

    /**
     * How many of the first bytes form whole characters. Bytes that are no UTF-8 at all count as characters, so that a broken output does
     * not stop a stream.
     */
    static int wholeCharacters(byte[] bytes) {
        int start = bytes.length - 1;
        int earliest = Math.max(0, bytes.length - LONGEST_CHARACTER);
        while (start >= earliest && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        if (start < earliest) {
            return bytes.length;
        }
        int length = length(bytes[start]);
        return start + length > bytes.length ? start : bytes.length;
    }

    private static int length(byte lead) {
        if ((lead & 0xE0) == 0xC0) {
            return 2;
        }
        if ((lead & 0xF0) == 0xE0) {
            return 3;
        }
        return (lead & 0xF8) == 0xF0 ? 4 : 1;
    }
}
