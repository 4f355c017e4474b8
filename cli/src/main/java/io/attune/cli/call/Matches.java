package io.attune.cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.json.Nodes;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Filters that the server does not have (cli.md C19). */
public final class Matches {
    private Matches() {}

    /** Whether one of the fields contains the text, in any case; true when no text is wanted. */
    public static boolean text(JsonNode item, @Nullable String wanted, String... fields) {
        return wanted == null
                || Arrays.stream(fields)
                        .anyMatch(field -> Nodes.text(item, field)
                                .toLowerCase(Locale.ROOT)
                                .contains(wanted.toLowerCase(Locale.ROOT)));
    }

    public static boolean flag(JsonNode item, @Nullable Boolean wanted, String field) {
        return wanted == null || item.path(field).asBoolean(false) == wanted;
    }
}
