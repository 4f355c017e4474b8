package io.attune.server.boot;

import io.attune.server.config.ConfigurationException;
import io.attune.store.DatabaseConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads {@code postgresql://user:password@host:port/db?option=value}, the form operators know (design.md §11). */
final class DatabaseUrl {
    private static final String FORM = "database.url: expected postgresql://user:password@host:port/db";
    private static final String ENCODING =
            "; special characters in the password must be percent-encoded, such as %40 for @ and %2F for /";

    private DatabaseUrl() {}

    /** @throws ConfigurationException if the text has another form; the text itself is never shown, it holds a password */
    static DatabaseConfig parse(String url, int apiConnections, int engineConnections) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw new ConfigurationException(FORM + ENCODING);
        }
        String scheme = uri.getScheme();
        if (!"postgresql".equals(scheme) && !"postgres".equals(scheme)) {
            throw new ConfigurationException(FORM);
        }
        String path = uri.getRawPath();
        if (uri.getHost() == null || path == null || path.length() < 2 || uri.getRawUserInfo() == null) {
            throw new ConfigurationException(FORM + "; host, database and user are needed" + ENCODING);
        }
        if (path.indexOf('/', 1) >= 0 || path.indexOf('@') >= 0) {
            // A slash of the password has ended the host: what is left of it must not be taken for one, nor shown.
            throw new ConfigurationException(FORM + ENCODING);
        }
        String[] account = uri.getRawUserInfo().split(":", 2);
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        return new DatabaseConfig(
                "jdbc:postgresql://" + uri.getHost() + ":" + port + path,
                decoded(account[0]),
                account.length > 1 ? decoded(account[1]) : "",
                options(uri.getRawQuery()),
                apiConnections,
                engineConnections);
    }

    private static Map<String, String> options(@org.jspecify.annotations.Nullable String query) {
        var options = new HashMap<String, String>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                options.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
            }
        }
        return options;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
