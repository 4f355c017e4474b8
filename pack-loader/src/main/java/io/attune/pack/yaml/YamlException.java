package io.attune.pack.yaml;

import java.io.Serial;

/** The text is no YAML that this product reads; the message says what was expected. */
public final class YamlException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Place place;

    public YamlException(Place place, String message) {
        super(message);
        this.place = place;
    }

    public Place place() {
        return place;
    }
}
