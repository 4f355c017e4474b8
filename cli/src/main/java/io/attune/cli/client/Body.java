package io.attune.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a request carries; can be written again when a request is repeated. */
public sealed interface Body {

    static Body none() {
        return new Nothing();
    }

    static Body json(JsonNode document) {
        return new Json(JsonText.compact(document));
    }

    static Body text(String contentType, String text) {
        return new Text(contentType, text);
    }

    /** No body at all. */
    record Nothing() implements Body {}

    /** A JSON document. */
    record Json(String text) implements Body {}

    /** Any text. */
    record Text(String type, String content) implements Body {}

    /** Bytes of known length that are written straight to the connection. */
    non-sealed interface Streamed extends Body {
        String contentType();

        long length() throws IOException;

        void writeTo(OutputStream out) throws IOException;
    }

    /** Null when there is no body. */
    default @Nullable String type() {
        return switch (this) {
            case Nothing _ -> null;
            case Json _ -> "application/json";
            case Text text -> text.type();
            case Streamed streamed -> streamed.contentType();
        };
    }

    /** What {@code -vvv} may show of it. */
    default String shown() {
        return switch (this) {
            case Nothing _ -> "";
            case Json json -> Masking.show(json.text());
            case Text text -> "(" + text.content().getBytes(StandardCharsets.UTF_8).length + " bytes)";
            case Streamed _ -> "(upload)";
        };
    }
}
