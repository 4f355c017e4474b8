package io.attune.server.boot;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.ConfigurationException;
import io.attune.server.config.Settings;
import io.attune.server.gateway.WorkerSandbox;
import io.attune.worker.Worker;
import io.attune.worker.WorkerConfig;
import io.attune.worker.gateway.GatewayRefusedException;
import io.attune.worker.gateway.HttpWorkerGateway;
import io.attune.worker.process.PrivateMemory;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** {@code attune worker}: runs for a platform elsewhere, over HTTP alone. Neither container nor database nor open port. */
final class RemoteWorker {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final String TOKEN_VARIABLE = "ATTUNE_WORKER_TOKEN";

    private RemoteWorker() {}

    static int run(Settings settings, Arguments arguments) {
        boolean _ = PrivateMemory.protect();
        var server = server(arguments);
        String token = token(arguments);
        logToStandardError();
        String host = host();
        String given = settings.get(ConfigKeys.WORKER_NAME);
        String name = given.isBlank() ? "remote-" + host : given;
        // Beside the data of a platform on the same machine, which it must not share.
        var directory =
                settings.dataDirectory().resolve("remote-workers").resolve(name.replaceAll("[^A-Za-z0-9._-]", "_"));
        var config = new WorkerConfig(
                name,
                "remote",
                host,
                settings.get(ConfigKeys.WORKER_SLOTS),
                directory,
                directory.resolve("artifacts"),
                directory.resolve("environments"),
                (int) settings.get(ConfigKeys.WORKER_MAX_STDOUT_BYTES).bytes(),
                (int) settings.get(ConfigKeys.WORKER_MAX_STDERR_BYTES).bytes(),
                WorkerConfig.KILL_GRACE,
                Map.of(),
                List.of(),
                false,
                WorkerSandbox.forStart(settings, "runs"),
                WorkerSandbox.exemptPacks(settings));
        try (var gateway = new HttpWorkerGateway(server, () -> token)) {
            var worker = Worker.startRemote(config, gateway, directory.resolve("packs"), System.getenv());
            try {
                worker.introduce();
            } catch (GatewayRefusedException e) {
                worker.stop(STOP_LIMIT);
                throw new StartFailure("The platform at " + server + " refuses this worker: " + e.getMessage()
                        + ". Check the token; an operator makes one with POST /api/v1/workers/enrolment-tokens.");
            }
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                worker.stop(STOP_LIMIT);
                                Runtime.getRuntime().halt(0);
                            },
                            "attune-shutdown"));
            System.out.println("Attune worker " + name + " works for " + server);
            System.out.flush();
            // Until a signal ends the process through the hook above.
            new CountDownLatch(1).await();
            return 0;
        } catch (IOException e) {
            throw new StartFailure("The worker cannot use " + directory + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static URI server(Arguments arguments) {
        String url = arguments.serverUrl();
        if (url == null || !url.matches("https?://[^/\\s]+.*")) {
            throw new ConfigurationException("attune worker needs --server-url, such as https://attune.example.org");
        }
        return URI.create(url);
    }

    private static String token(Arguments arguments) {
        String token = arguments.token() == null ? System.getenv(TOKEN_VARIABLE) : arguments.token();
        if (token == null || token.isBlank()) {
            throw new ConfigurationException("attune worker needs --token or the variable " + TOKEN_VARIABLE
                    + "; an operator makes one with POST /api/v1/workers/enrolment-tokens");
        }
        return token;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** What the container does in a server: until somebody says where to, log lines are only collected. */
    private static void logToStandardError() {
        var console = new ConsoleHandler(
                ConsoleHandler.Target.SYSTEM_ERR,
                new PatternFormatter("%d{yyyy-MM-dd HH:mm:ss.SSS} %-5p [%c{1.}] %s%e%n"));
        Logger.getLogger("").setLevel(Level.INFO);
        Handler[] _ = InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {console});
    }
}
