package io.attune.pack.source;

/**
 * How much a source may bring (security.md §9).
 *
 * @param compressedBytes of an archive as it arrives
 * @param totalBytes of all files together, unpacked
 * @param ratio unpacked bytes for each compressed one, looked at once more than a mebibyte came out: a text of zeros is an attack
 */
public record SourceLimits(long compressedBytes, long totalBytes, long fileBytes, int entries, int ratio) {
    private static final long MEBIBYTE = 1 << 20;

    public static final SourceLimits DEFAULT =
            new SourceLimits(100 * MEBIBYTE, 100 * MEBIBYTE, 50 * MEBIBYTE, 10_000, 200);
}
