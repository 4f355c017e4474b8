package io.attune.cli.render;

/** Terminal colours; {@link #OFF} gives the text back unchanged. */
public enum Colour {
    ON,
    OFF;

    public String bold(String text) {
        return wrap("1", text);
    }

    public String red(String text) {
        return wrap("31", text);
    }

    public String dim(String text) {
        return wrap("2", text);
    }

    /** A status word in the colour of what it means. */
    String status(String word, String text) {
        return switch (word) {
            case "completed", "active", "enabled", "ok", "processed", "success", "true" -> wrap("32", text);
            case "failed", "failure", "denied", "timeout", "abandoned", "error", "offline" -> wrap("31", text);
            case "running", "scheduled", "scheduling", "requested", "busy" -> wrap("36", text);
            case "canceling", "cancelled", "disabled", "cordoned", "false" -> wrap("33", text);
            default -> text;
        };
    }

    private String wrap(String code, String text) {
        return this == ON ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
    }
}
