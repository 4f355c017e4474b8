package io.attune.server.boot;

import io.attune.store.TestDatabase;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The server in this JVM on a throw-away database, with a known operator; and a client of a few lines to talk to it. */
public final class TestPlatform {
    public static final String LOGIN = "admin@attune.local";
    public static final String PASSWORD = "correct horse battery";

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private TestPlatform() {}

    /** Gives the server its settings. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var connection = TestDatabase.open().connection();
            String options = connection.jdbcUrl().substring(connection.jdbcUrl().indexOf('?'));
            var settings = new HashMap<String, String>();
            settings.put("attune.data_dir", dataDirectory());
            settings.put(
                    "attune.database.url",
                    "postgresql://" + encoded(connection.user()) + ":" + encoded(connection.password())
                            + "@localhost:5432/" + connection.database() + options);
            settings.put("attune.bootstrap.password", PASSWORD);
            settings.put("attune.security.self_registration", "true");
            settings.put("attune.server.stream_port", freePort());
            settings.put("attune.server.port", "0");
            settings.put("attune.server.cors_origins", "https://ops.example.org");
            settings.put("quarkus.http.test-port", "0");
            return settings;
        }

        /** Below those that a system gives to whoever wants any: nobody gets it until the server takes it. */
        private static String freePort() {
            while (true) {
                try (var probe = new ServerSocket(ThreadLocalRandom.current().nextInt(20_000, 32_000))) {
                    return Integer.toString(probe.getLocalPort());
                } catch (BindException _) {
                    // Another one, then.
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private static String dataDirectory() {
            try {
                return Files.createTempDirectory(Path.of("target"), "platform-data-")
                        .toAbsolutePath()
                        .toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }

    /** Sends a request; an empty body sends none, an empty token no credential. */
    public static HttpResponse<String> send(URI base, String method, String path, String token, String body) {
        var request = HttpRequest.newBuilder(base.resolve(path));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        request.method(
                method,
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        return send(request.build());
    }

    public static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
