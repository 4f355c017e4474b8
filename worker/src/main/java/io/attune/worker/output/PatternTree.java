package io.attune.worker.output;

import java.util.Arrays;
import java.util.Collection;

/**
 * Finds any number of byte patterns in one pass over a text (Aho and Corasick). A node stands for the longest end of the text so far that
 * begins a pattern; how long a pass takes depends on the text and not on how many patterns there are. Immutable.
 */
final class PatternTree {
    static final int ROOT = 0;
    private static final int NONE = -1;

    /** Children of the root by byte: nearly all of a text is read here. */
    private final int[] first = new int[256];

    private int[] child;
    private int[] sibling;
    private int[] fallback;
    private int[] depth;
    private int[] longest;
    private byte[] label;
    private int size = 1;

    PatternTree(Collection<byte[]> patterns) {
        int room = 1 + patterns.stream().mapToInt(pattern -> pattern.length).sum();
        child = new int[room];
        sibling = new int[room];
        depth = new int[room];
        longest = new int[room];
        label = new byte[room];
        child[ROOT] = NONE;
        patterns.forEach(this::add);
        child = Arrays.copyOf(child, size);
        sibling = Arrays.copyOf(sibling, size);
        depth = Arrays.copyOf(depth, size);
        longest = Arrays.copyOf(longest, size);
        label = Arrays.copyOf(label, size);
        fallback = new int[size];
        link();
    }

    private void add(byte[] pattern) {
        int node = ROOT;
        for (byte b : pattern) {
            int next = node == ROOT ? first[b & 0xff] : childOf(node, b);
            if (next == NONE || next == ROOT) {
                next = size++;
                label[next] = b;
                depth[next] = depth[node] + 1;
                child[next] = NONE;
                sibling[next] = child[node];
                child[node] = next;
                if (node == ROOT) {
                    first[b & 0xff] = next;
                }
            }
            node = next;
        }
        longest[node] = depth[node];
    }

    /** Breadth first, so that shorter ends are known when longer ones fall back to them. */
    private void link() {
        int[] queue = new int[size];
        int tail = 0;
        for (int node = child[ROOT]; node != NONE; node = sibling[node]) {
            queue[tail++] = node;
        }
        for (int head = 0; head < tail; head++) {
            int parent = queue[head];
            for (int node = child[parent]; node != NONE; node = sibling[node]) {
                fallback[node] = next(fallback[parent], label[node]);
                if (longest[node] == 0) {
                    longest[node] = longest[fallback[node]];
                }
                queue[tail++] = node;
            }
        }
    }

    private int childOf(int node, byte b) {
        int found = child[node];
        while (found != NONE && label[found] != b) {
            found = sibling[found];
        }
        return found;
    }

    /** The node after one more byte. */
    int next(int from, byte b) {
        int node = from;
        while (node != ROOT) {
            int found = childOf(node, b);
            if (found != NONE) {
                return found;
            }
            node = fallback[node];
        }
        return first[b & 0xff];
    }

    /** How many bytes at the end of the text may still become a pattern, or part of one. */
    int open(int node) {
        return depth[node];
    }

    /** The length of the longest pattern that ends here; 0 when none does. */
    int ended(int node) {
        return longest[node];
    }
}
