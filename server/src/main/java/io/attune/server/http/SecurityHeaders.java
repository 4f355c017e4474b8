package io.attune.server.http;

import io.vertx.core.MultiMap;

/** The headers by which browsers are told to be careful (security.md §8). */
final class SecurityHeaders {
    private static final String NOTHING_TO_SHOW = "default-src 'none'; frame-ancestors 'none'";

    /** The page of the API documentation starts itself by a script and styles in the page. */
    private static final String DOCUMENTATION =
            "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
                    + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String ONE_YEAR = "max-age=31536000";

    private SecurityHeaders() {}

    /** @param secure whether the client came by TLS, perhaps to a proxy of ours */
    static void add(MultiMap headers, String path, boolean secure) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Content-Security-Policy", isDocumentation(path) ? DOCUMENTATION : NOTHING_TO_SHOW);
        if (secure) {
            headers.set("Strict-Transport-Security", ONE_YEAR);
        }
        if (isApi(path)) {
            headers.set("Cache-Control", "no-store");
        }
    }

    static boolean isApi(String path) {
        return path.startsWith("/api/") || path.startsWith("/auth/");
    }

    private static boolean isDocumentation(String path) {
        return path.equals("/docs") || path.startsWith("/docs/");
    }
}
