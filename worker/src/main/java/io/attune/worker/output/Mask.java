package io.attune.worker.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.secret.SecretMarker;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the secrets of one run by {@code ***}, in every form of {@link SecretForms}. Every byte that belongs to any secret goes; where
 * secrets overlap, they become one {@code ***}. Values shorter than 4 characters are left alone. Immutable.
 */
public final class Mask {
    private static final byte[] STARS = {'*', '*', '*'};

    /** Null when there is nothing to hide. */
    private final @Nullable PatternTree tree;

    private Mask(@Nullable PatternTree tree) {
        this.tree = tree;
    }

    /** A mask for every form of {@code secrets}. */
    public static Mask of(Collection<String> secrets) {
        Set<String> forms = new LinkedHashSet<>();
        secrets.forEach(secret -> forms.addAll(SecretForms.of(secret)));
        return new Mask(
                forms.isEmpty()
                        ? null
                        : new PatternTree(forms.stream()
                                .map(form -> form.getBytes(StandardCharsets.UTF_8))
                                .toList()));
    }

    public boolean isEmpty() {
        return tree == null;
    }

    /** The text with every secret replaced. */
    public String apply(String text) {
        if (isEmpty() || text.isEmpty()) {
            return text;
        }
        var stream = stream();
        var out = new ByteArrayOutputStream(text.length() + 16);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.pass(bytes, bytes.length, out);
        stream.finish(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The value with every secret in its texts and names replaced, and numbers that are secrets too. */
    public JsonNode apply(JsonNode value) {
        if (isEmpty() || SecretMarker.is(value)) {
            return value;
        }
        return switch (value.getNodeType()) {
            case STRING -> JsonNodeFactory.instance.textNode(apply(value.textValue()));
            case NUMBER -> {
                var masked = apply(value.asText());
                yield masked.equals(value.asText()) ? value : JsonNodeFactory.instance.textNode(masked);
            }
            case ARRAY -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode(value.size());
                value.forEach(item -> copy.add(apply(item)));
                yield copy;
            }
            case OBJECT -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                value.properties().forEach(entry -> copy.set(apply(entry.getKey()), apply(entry.getValue())));
                yield copy;
            }
            default -> value;
        };
    }

    /** A mask for bytes that come in pieces: what may be the beginning of a secret is held back until more is known. */
    public Stream stream() {
        return new Stream(tree);
    }

    /** Bytes {@code [from, to)}, counted from the beginning of the stream. */
    private record Covered(long from, long to) {}

    /** Not thread-safe. */
    public static final class Stream {
        private final @Nullable PatternTree tree;
        private int node = PatternTree.ROOT;
        /** Bytes whose fate is open: they are those from {@link #written} to {@link #read} of the stream. */
        private byte[] held = new byte[0];

        private int heldFrom;
        private int heldTo;
        private long written;
        private long read;
        /** Secrets among what is held, in their order and apart from each other. */
        private final Deque<Covered> covered = new ArrayDeque<>();
        /** Whether the first of them has its stars already. */
        private boolean begun;

        private Stream(@Nullable PatternTree tree) {
            this.tree = tree;
        }

        /** Adds {@code length} bytes; what is certain goes to {@code out}. */
        public void pass(byte[] bytes, int length, ByteArrayOutputStream out) {
            if (tree == null) {
                out.write(bytes, 0, length);
                return;
            }
            hold(bytes, length);
            for (int i = 0; i < length; i++) {
                node = tree.next(node, bytes[i]);
                read++;
                int secret = tree.ended(node);
                if (secret > 0) {
                    cover(read - secret, read);
                }
            }
            write(read - tree.open(node), out);
        }

        /** No more bytes follow. */
        public void finish(ByteArrayOutputStream out) {
            write(read, out);
            node = PatternTree.ROOT;
        }

        /** The rest was cut off: what is held back may be a part of a secret and is dropped. */
        void cut() {
            covered.clear();
            begun = false;
            heldFrom = heldTo;
            written = read;
            node = PatternTree.ROOT;
        }

        private void hold(byte[] bytes, int length) {
            if (held.length - heldTo < length) {
                int kept = heldTo - heldFrom;
                var roomier = kept + length > held.length ? new byte[2 * (kept + length)] : held;
                System.arraycopy(held, heldFrom, roomier, 0, kept);
                held = roomier;
                heldFrom = 0;
                heldTo = kept;
            }
            System.arraycopy(bytes, 0, held, heldTo, length);
            heldTo += length;
        }

        private void cover(long from, long to) {
            long start = from;
            while (!covered.isEmpty() && covered.getLast().to() > start) {
                start = Math.min(start, covered.removeLast().from());
            }
            covered.addLast(new Covered(start, to));
        }

        /** Writes everything before {@code end}: no secret that is still to be found reaches back so far. */
        private void write(long end, ByteArrayOutputStream out) {
            while (written < end) {
                Covered secret = covered.peekFirst();
                if (secret == null || secret.from() >= end) {
                    take(end, out);
                } else if (written < secret.from()) {
                    take(secret.from(), out);
                } else {
                    if (!begun) {
                        out.writeBytes(STARS);
                        begun = true;
                    }
                    skip(Math.min(end, secret.to()));
                    if (written == secret.to()) {
                        covered.removeFirst();
                        begun = false;
                    }
                }
            }
        }

        private void take(long to, ByteArrayOutputStream out) {
            int count = (int) (to - written);
            out.write(held, heldFrom, count);
            skip(to);
        }

        private void skip(long to) {
            heldFrom += (int) (to - written);
            written = to;
        }
    }
}
