package io.attune.server.auth;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.server.http.AttuneException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps foreign pages from using the cookie of their visitor (SEC-20): what a cookie pays for must come from a page of this platform, or of a
 * listed origin. What says nothing of where it comes from is refused.
 */
@Singleton
public class SameOrigin {
    private final List<String> listed;

    @Inject
    SameOrigin(Settings settings) {
        this.listed = settings.get(ConfigKeys.SERVER_CORS_ORIGINS);
    }

    /** @throws AttuneException 403 if the request comes from elsewhere */
    public void require(HttpHeaders headers) {
        if (!holds(headers)) {
            throw AttuneException.forbidden("A request with a session cookie must come from a page of this platform");
        }
    }

    private boolean holds(HttpHeaders headers) {
        String origin = headers.getHeaderString("Origin");
        if (origin != null && listed.contains(origin)) {
            return true;
        }
        String site = headers.getHeaderString("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String host = headers.getHeaderString(HttpHeaders.HOST);
        return origin != null && host != null && hostOf(origin).equals(host.toLowerCase(Locale.ROOT));
    }

    private static String hostOf(String origin) {
        try {
            @Nullable String authority = URI.create(origin).getAuthority();
            return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
