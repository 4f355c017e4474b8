package io.attune.server.boot;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The second listener (design.md D7): clients that look for live streams on a port of their own find them here too, and nothing else. */
@Singleton
public class StreamListener implements PlatformComponent {
    private static final Set<String> SERVED = Set.of("/ws", "/health");
    private static final long PATIENCE_SECONDS = 3;

    private final Vertx vertx;
    private final Settings settings;

    /** Set once, before any component starts. */
    private volatile @Nullable Router routes;

    private volatile @Nullable HttpServer server;

    @Inject
    StreamListener(Vertx vertx, Settings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    void learnRoutes(@Observes Router router) {
        routes = router;
    }

    @Override
    public int order() {
        return 900;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.API) && settings.get(ConfigKeys.SERVER_STREAM_PORT) != 0;
    }

    @Override
    public void start() {
        String host = settings.get(ConfigKeys.SERVER_HOST);
        int port = settings.get(ConfigKeys.SERVER_STREAM_PORT);
        var starting = vertx.createHttpServer(
                        new HttpServerOptions().setHost(host).setPort(port))
                .requestHandler(this::serve)
                .listen()
                .toCompletionStage()
                .toCompletableFuture();
        server = await(starting, "Cannot listen on " + host + ":" + port + " (server.stream_port)");
    }

    private void serve(HttpServerRequest request) {
        var router = routes;
        if (router != null && SERVED.contains(request.path())) {
            router.handle(request);
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    @Override
    public void stop() {
        var running = server;
        if (running != null) {
            server = null;
            var _ = await(
                    running.close().map(true).toCompletionStage().toCompletableFuture(),
                    "The second listener did not close");
        }
    }

    private static <T> T await(Future<T> future, String otherwise) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure(otherwise);
        } catch (ExecutionException e) {
            throw new StartFailure(otherwise + ": " + e.getCause());
        } catch (TimeoutException e) {
            throw new StartFailure(otherwise + " in time");
        }
    }
}
