package io.attune.cli.call;

/** Titles for things that were only given a ref. */
public final class Titles {
    private Titles() {}

    /** {@code restart_web-server} becomes {@code Restart Web Server}. */
    public static String of(String ref) {
        var title = new StringBuilder();
        for (String word : ref.split("[._-]+", -1)) {
            if (!word.isEmpty()) {
                title.append(title.isEmpty() ? "" : " ")
                        .append(Character.toUpperCase(word.charAt(0)))
                        .append(word.substring(1));
            }
        }
        return title.toString();
    }
}
