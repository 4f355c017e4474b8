package io.attune.server.boot;

import io.attune.postgres.EmbeddedPostgres;
import io.attune.postgres.EmbeddedPostgresConfig;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.ConfigurationException;
import io.attune.server.config.EncryptionKeyCommand;
import io.attune.server.config.MasterKeySource;
import io.attune.server.config.PlatformSecrets;
import io.attune.server.config.Settings;
import io.attune.worker.process.PrivateMemory;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/**
 * One process of the platform from its first line to its last: takes the data directory, starts the embedded PostgreSQL beside the
 * container, and takes everything back in reverse order when the container has ended or a signal came.
 */
final class Server {
    private static final int RUNNING = -1;
    private static final long LONGEST_STOP_SECONDS = 13;

    private final InstanceFile instance;
    private final Optional<CompletableFuture<EmbeddedPostgres>> postgres;
    private final AtomicBoolean finished = new AtomicBoolean();
    private final AtomicInteger exitCode = new AtomicInteger(RUNNING);
    private final CountDownLatch containerEnded = new CountDownLatch(1);

    private Server(InstanceFile instance, Optional<CompletableFuture<EmbeddedPostgres>> postgres) {
        this.instance = instance;
        this.postgres = postgres;
    }

    static int up(Settings settings) {
        return run(settings, Role.all());
    }

    static int server(Settings settings, @Nullable String roles) {
        Set<Role> wanted;
        try {
            wanted = roles == null ? EnumSet.of(Role.API, Role.ENGINE, Role.SENSORS) : Role.parse(roles);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("--roles: " + e.getMessage());
        }
        if (settings.get(ConfigKeys.DATABASE_URL).isBlank()) {
            throw new ConfigurationException(
                    "attune server needs --database-url or the setting database.url; \"attune up\" brings its own database");
        }
        return run(settings, wanted);
    }

    private static int run(Settings given, Set<Role> roles) {
        boolean _ = PrivateMemory.protect();
        given.warnings().forEach(warning -> System.err.println("attune: warning: " + warning));
        var settings = EncryptionKeyCommand.resolve(given);
        String databaseUrl = settings.get(ConfigKeys.DATABASE_URL);
        if (!databaseUrl.isBlank()) {
            // A malformed URL is the operator's mistake: said before anything starts, with exit code 2.
            var _ = DatabaseUrl.parse(databaseUrl, 1, 1);
        }
        var instance = InstanceFile.take(settings.dataDirectory());
        try {
            var _ = new PlatformSecrets(settings).signingKeyFile().map(file -> file.read(Instant.now()));
            var _ = new MasterKeySource(settings).read();
            if (roles.contains(Role.API)) {
                requireFree(settings, ConfigKeys.SERVER_PORT);
                requireFree(settings, ConfigKeys.SERVER_STREAM_PORT);
                UploadDirectory.prepare(settings.dataDirectory());
            }
        } catch (RuntimeException e) {
            instance.close();
            throw e;
        }
        Optional<CompletableFuture<EmbeddedPostgres>> postgres =
                databaseUrl.isBlank() ? Optional.of(startPostgres(settings)) : Optional.empty();
        var server = new Server(instance, postgres);
        Launch.handOver(new Launch(settings, roles, postgres.map(future -> future), server::ready));
        ContainerSettings.apply(settings, roles);
        Runtime.getRuntime().addShutdownHook(new Thread(server::endedBySignal, "attune-shutdown"));
        Quarkus.run(PlatformApplication.class, server::containerEnded);
        // The container ends the process through containerEnded; this line is reached when a signal did.
        return Math.max(0, server.exitCode.get());
    }

    private static CompletableFuture<EmbeddedPostgres> startPostgres(Settings settings) {
        // Logging must stand before there are two threads: its classes deadlock when two of them initialise it at once.
        var _ = LogManager.getLogManager();
        var directory = settings.dataDirectory().resolve("postgres");
        var starting = new CompletableFuture<EmbeddedPostgres>();
        Thread.ofPlatform().name("attune-postgres-start").start(() -> {
            try {
                starting.complete(EmbeddedPostgres.start(EmbeddedPostgresConfig.in(directory)));
            } catch (RuntimeException e) {
                starting.completeExceptionally(e);
            }
        });
        return starting;
    }

    private static void requireFree(Settings settings, io.attune.server.config.ConfigKey<Integer> key) {
        int port = settings.get(key);
        String host = settings.get(ConfigKeys.SERVER_HOST);
        if (port == 0) {
            return;
        }
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new StartFailure("Cannot listen on " + host + ":" + port + " (" + e.getMessage()
                    + "). Stop what uses the port, or choose another with the setting " + key.name() + ".");
        }
    }

    private void ready(String url) {
        instance.ready(url);
    }

    /** The container stopped, by itself or because it could not start. Everything of it is gone. */
    private void containerEnded(Integer code, @Nullable Throwable failure) {
        if (failure != null && exitCode.get() == RUNNING) {
            System.err.println("attune: " + StartProblem.describe(failure));
        }
        containerEnded.countDown();
        if (exitCode.compareAndSet(RUNNING, failure == null ? code : StartProblem.exitCode(failure))) {
            finish();
            System.exit(exitCode.get());
        }
    }

    /** Runs when the process ends, whoever ends it. After a signal the process ends with 0, since it stopped cleanly. */
    private void endedBySignal() {
        boolean signalled = exitCode.compareAndSet(RUNNING, 0);
        if (!signalled) {
            return;
        }
        try {
            var launch = Launch.received();
            if (launch.isPresent() && launch.get().application().isDone()) {
                var _ = launch.get().stopped().get(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("attune: not everything stopped in time; the next start takes care of it");
        }
        finish();
        Runtime.getRuntime().halt(0);
    }

    private void finish() {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        postgres.ifPresent(starting -> {
            try {
                starting.get(LONGEST_STOP_SECONDS, TimeUnit.SECONDS).stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                // It never came up, which the one who waited for it has reported.
            }
        });
        instance.close();
        System.out.flush();
        System.err.flush();
    }
}
