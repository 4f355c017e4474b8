package io.attune.cli.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Query parameters of a request. Immutable. */
public final class Query {
    private static final Query NONE = new Query(Map.of());

    private final Map<String, String> parameters;

    private Query(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    public static Query none() {
        return NONE;
    }

    /** This query with one parameter more; unchanged when the value is null. */
    public Query with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        var extended = new TreeMap<>(parameters);
        extended.put(name, value.toString());
        return new Query(extended);
    }

    /** {@code path} with the parameters appended. */
    public String appendTo(String path) {
        var text = new StringBuilder(path);
        char separator = path.indexOf('?') < 0 ? '?' : '&';
        for (var parameter : parameters.entrySet()) {
            text.append(separator)
                    .append(encode(parameter.getKey()))
                    .append('=')
                    .append(encode(parameter.getValue()));
            separator = '&';
        }
        return text.toString();
    }

    /** One path segment with everything encoded that is not a plain character of a ref. */
    public static String segment(String text) {
        return encode(text);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }
}
