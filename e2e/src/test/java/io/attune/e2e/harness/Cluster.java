package io.attune.e2e.harness;

import io.attune.postgres.EmbeddedPostgres;
import io.attune.postgres.EmbeddedPostgresConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Servers, each a process with a data directory of its own, on one PostgreSQL. */
public final class Cluster implements AutoCloseable {
    private final Path directory;
    private final EmbeddedPostgres postgres;

    private Cluster(Path directory, EmbeddedPostgres postgres) {
        this.directory = directory;
        this.postgres = postgres;
    }

    /** Starts the database. */
    public static Cluster start(Path directory) {
        Stalls.watch();
        return new Cluster(
                directory, EmbeddedPostgres.start(EmbeddedPostgresConfig.throwAway(directory.resolve("postgres"))));
    }

    /** A server that can be killed and started again, without sensors. */
    public Node node(String name) {
        return node(name, "api,engine");
    }

    /** @param roles of the server, separated by commas */
    public Node node(String name, String roles) {
        var node = new Node(name, roles);
        node.start();
        return node;
    }

    /** @param node whose worker, if it has one, is called like it: two of one name would take each other for their successors */
    private Map<String, String> settings(String node) {
        var connection = postgres.connection();
        var options = connection.jdbcUrl().substring(connection.jdbcUrl().indexOf('?'));
        return Map.of(
                "ATTUNE__DATABASE__URL",
                "postgresql://" + encoded(connection.user()) + ":" + encoded(connection.password()) + "@localhost:5432/"
                        + connection.database() + options,
                "ATTUNE__WORKER__NAME",
                node,
                "ATTUNE__PACKS_DIR",
                directory.resolve("packs").toString(),
                "ATTUNE__SECURITY__JWT_SECRET",
                "one-secret-that-all-servers-share",
                "ATTUNE__SECURITY__ENCRYPTION_KEY",
                Base64.getEncoder()
                        .encodeToString("32-bytes-that-all-servers-share!".getBytes(StandardCharsets.UTF_8)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        postgres.stop();
    }

    /** One process {@code attune server}. */
    public final class Node implements AutoCloseable {
        private final String name;
        private final String roles;
        private Process process;
        private URI url;

        private Node(String name, String roles) {
            this.name = name;
            this.roles = roles;
        }

        /** Starts, or starts again after {@link #kill}, and waits until it serves. */
        public void start() {
            try {
                var log = directory.resolve(name + ".log");
                process = Platform.launcher(directory.resolve(name), settings(name), "server", "--roles", roles)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
                var started = process;
                var ready = new CompletableFuture<URI>();
                Thread.ofVirtual().start(() -> readOut(started, ready));
                // As long as for a platform: a busy machine takes minutes.
                url = ready.get(300, TimeUnit.SECONDS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ExecutionException | TimeoutException e) {
                process.destroyForcibly();
                throw new AssertionError("server " + name + " did not get ready:\n" + log(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }

        // Goes on reading after the line it waits for: a full pipe would stop the server.
        private static void readOut(Process process, CompletableFuture<URI> ready) {
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                for (var line = out.readLine(); line != null; line = out.readLine()) {
                    if (line.startsWith("Attune is ready at ")) {
                        ready.complete(URI.create(
                                line.substring("Attune is ready at ".length()).strip()));
                    }
                }
                ready.completeExceptionally(new IOException("ended"));
            } catch (IOException e) {
                ready.completeExceptionally(e);
            }
        }

        private String log() {
            try {
                return Files.readString(directory.resolve(name + ".log"));
            } catch (IOException e) {
                return e.toString();
            }
        }

        /** The API of this server as the first operator. */
        public Api admin() {
            return new Api(url).login(Platform.LOGIN, Platform.PASSWORD);
        }

        /** SIGKILL. */
        public void kill() {
            process.destroyForcibly();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("server " + name + " survived SIGKILL");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
