package io.attune.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which known word somebody meant, for the "did you mean" of error messages. */
public final class Spelling {
    private Spelling() {}

    /** The known word nearest to {@code word}, when it is near enough to be a slip: at most a third of the letters differ. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        String typed = word.toLowerCase(Locale.ROOT).replace('-', '_');
        // A word longer than any field name is no slip, and comparing it would cost its length squared.
        if (typed.length() > 60) {
            return Optional.empty();
        }
        return known.stream()
                .filter(candidate -> !candidate.equals(word))
                .filter(candidate -> distance(typed, candidate.toLowerCase(Locale.ROOT))
                        <= Math.max(1, Math.min(typed.length(), candidate.length()) / 3))
                .min(Comparator.<String>comparingInt(candidate -> distance(typed, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
