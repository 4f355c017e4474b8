package io.attune.engine.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A SHA-256 value. */
public final class Hash {
    public static final int BYTES = 32;

    /** What the first link of a chain follows. */
    public static final Hash NONE = new Hash(new byte[BYTES]);

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The digest of a text. */
    public static Hash of(String text) {
        return new Hash(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** @throws IllegalArgumentException if it has another length */
    public static Hash read(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a SHA-256 value has " + BYTES + " bytes, not " + bytes.length);
        }
        return new Hash(bytes.clone());
    }

    /** What {@link #join} put together. */
    public static List<Hash> split(byte[] joined) {
        List<Hash> hashes = new ArrayList<>(joined.length / BYTES);
        for (int from = 0; from < joined.length; from += BYTES) {
            hashes.add(read(Arrays.copyOfRange(joined, from, Math.min(from + BYTES, joined.length))));
        }
        return hashes;
    }

    public static byte[] join(List<Hash> hashes) {
        var joined = ByteBuffer.allocate(hashes.size() * BYTES);
        hashes.forEach(hash -> joined.put(hash.bytes));
        return joined.array();
    }

    /** The next link: the digest of this value followed by {@code digest}. */
    Hash link(Hash digest) {
        var sha256 = sha256();
        sha256.update(bytes);
        return new Hash(sha256.digest(digest.bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** As hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
