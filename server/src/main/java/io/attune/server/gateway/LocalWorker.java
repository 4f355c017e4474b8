package io.attune.server.gateway;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.worker.Worker;
import io.attune.worker.WorkerConfig;
import io.attune.worker.pack.PackFiles;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The worker inside the server process (design.md §2): the same worker as everywhere, with direct calls for a gateway. */
@Singleton
public class LocalWorker implements PlatformComponent {
    /** {@code attune up} stops within 15 s (design.md §11); runs get most of it. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(12);

    private final PlatformGateway gateway;
    private final Settings settings;
    private @Nullable Worker worker;

    @Inject
    LocalWorker(PlatformGateway gateway, Settings settings) {
        this.gateway = gateway;
        this.settings = settings;
    }

    @Override
    public int order() {
        return 700;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.WORKER);
    }

    @Override
    public void start() {
        var data = settings.dataDirectory();
        var host = host();
        var name =
                settings.get(ConfigKeys.WORKER_NAME).isBlank() ? "local-" + host : settings.get(ConfigKeys.WORKER_NAME);
        var config = new WorkerConfig(
                name,
                "local",
                host,
                settings.get(ConfigKeys.WORKER_SLOTS),
                data.resolve("worker"),
                data.resolve("artifacts"),
                data.resolve("environments"),
                (int) settings.get(ConfigKeys.WORKER_MAX_STDOUT_BYTES).bytes(),
                (int) settings.get(ConfigKeys.WORKER_MAX_STDERR_BYTES).bytes(),
                WorkerConfig.KILL_GRACE,
                Map.of(),
                List.of(),
                true,
                WorkerSandbox.forStart(settings, "runs"),
                WorkerSandbox.exemptPacks(settings));
        try {
            worker = Worker.start(config, gateway, PackFiles.shared(settings.packsDirectory()), System.getenv());
        } catch (IOException e) {
            throw new UncheckedIOException("the local worker did not start: " + e.getMessage(), e);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }

    @Override
    public void stop() {
        var running = worker;
        if (running != null) {
            running.stop(STOP_LIMIT);
        }
    }
}
