package io.attune.server.drive.sensor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.placement.Demands;
import io.attune.engine.placement.Fit;
import io.attune.engine.placement.Offer;
import io.attune.server.auth.SensorTokens;
import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.server.catalog.Catalog;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.server.drive.ingest.Alerts;
import io.attune.server.drive.ingest.Ingest;
import io.attune.server.gateway.WorkerSandbox;
import io.attune.server.http.PublicUrl;
import io.attune.store.Transactions;
import io.attune.store.sensor.SensorDemandStore.DemandedSensor;
import io.attune.store.sensor.SensorLeaseStore.Node;
import io.attune.store.sensor.SensorLogStore;
import io.attune.worker.environment.InheritedVariables;
import io.attune.worker.environment.TemporaryDirectory;
import io.attune.worker.pack.PackFiles;
import io.attune.worker.process.ProcessSupervisor;
import io.attune.worker.runtime.Interpreters;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role {@code sensors} of this process: sets up {@link SensorSupervisor} and takes it down. */
@Singleton
public class SensorNode implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(SensorNode.class);

    private final Transactions transactions;
    private final SensorTokens tokens;
    private final Catalog catalog;
    private final Ingest ingest;
    private final Alerts alerts;
    private final PublicUrl url;
    private final Clock clock;
    private final Settings settings;
    private final Map<String, String> misfits = new ConcurrentHashMap<>();
    private @Nullable ProcessSupervisor processes;
    private @Nullable SensorSupervisor supervisor;
    private @Nullable Path runs;
    private @Nullable Path shared;

    @Inject
    SensorNode(
            Transactions transactions,
            SensorTokens tokens,
            Catalog catalog,
            Ingest ingest,
            Alerts alerts,
            PublicUrl url,
            Clock clock,
            Settings settings) {
        this.transactions = transactions;
        this.tokens = tokens;
        this.catalog = catalog;
        this.ingest = ingest;
        this.alerts = alerts;
        this.url = url;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public int order() {
        // Last: sensors send events as soon as they run.
        return 800;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.SENSORS);
    }

    @Override
    public void start() {
        var incarnation = UUID.randomUUID();
        try {
            var directory = Files.createDirectories(settings.dataDirectory().resolve("sensors"));
            try (var old = Files.newDirectoryStream(directory, "runs-*")) {
                // They may hold tokens.
                old.forEach(TemporaryDirectory::remove);
            }
            TemporaryDirectory.removeShared(directory);
            shared = directory.toRealPath();
            var temporary = directory.toRealPath().resolve("runs-" + incarnation);
            var _ = TemporaryDirectory.create(temporary);
            runs = temporary;
            processes = ProcessSupervisor.open(temporary);
            var sandbox = WorkerSandbox.forStart(settings, "sensors");
            var interpreters = new Interpreters(System.getenv(), sandbox.visible());
            var artifacts = Files.createDirectories(
                    settings.dataDirectory().resolve("artifacts").toAbsolutePath());
            var host = new SensorHost(
                    transactions,
                    tokens,
                    settings.get(ConfigKeys.SENSORS_TOKEN_LIFE),
                    new SensorLogStore(),
                    catalog,
                    ingest,
                    url,
                    clock,
                    PackFiles.shared(settings.packsDirectory()),
                    new SensorRuntimes(interpreters),
                    processes,
                    new SensorSandbox(
                            sandbox,
                            WorkerSandbox.exemptPacks(settings),
                            shared,
                            settings.dataDirectory().resolve("environments").toAbsolutePath(),
                            artifacts,
                            libraries()),
                    temporary,
                    variables());
            var node = new Node(name(directory), incarnation);
            supervisor = new SensorSupervisor(host, node, this::misfit, alerts);
            supervisor.start();
        } catch (IOException e) {
            throw new UncheckedIOException("sensors cannot be run here: " + e.getMessage(), e);
        }
    }

    /** The same after a restart on the same data, and another's for other data on the same machine. */
    private static String name(Path directory) throws IOException {
        var file = directory.resolve("node");
        if (Files.notExists(file)) {
            Files.writeString(file, UUID.randomUUID().toString().substring(0, 8));
        }
        return "sensors-" + host() + "-" + Files.readString(file).strip();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }

    /** The helper libraries are found by every Python and Node sensor. */
    private static Map<String, String> variables() {
        var variables = new HashMap<>(InheritedVariables.of(System.getenv()));
        libraries().forEach(sdk -> {
            variables.put("PYTHONPATH", sdk.resolve("python").toString());
            variables.put("NODE_PATH", sdk.resolve("node").toString());
        });
        return Map.copyOf(variables);
    }

    /** The directory of the helper libraries, unless this is no installed distribution. */
    private static List<Path> libraries() {
        var sdk = Path.of(System.getProperty("attune.home", ""), "sdk").toAbsolutePath();
        return Files.isDirectory(sdk) ? List.of(sdk) : List.of();
    }

    /** A node has no labels and no taints; what its machine lacks, the start of a sensor finds out and says. */
    private Optional<String> misfit(DemandedSensor sensor) {
        var fit = Offer.of(JsonNodeFactory.instance.objectNode())
                .fit(Demands.of(null, null, null, sensor.selector(), sensor.tolerations(), sensor.affinity()));
        return switch (fit) {
            case Fit.Fits _ -> {
                misfits.remove(sensor.ref());
                yield Optional.empty();
            }
            case Fit.Misfit(var reason) -> {
                if (!reason.equals(misfits.put(sensor.ref(), reason))) {
                    log.warn("a sensor is not for this node sensor={} reason={}", sensor.ref(), reason);
                }
                yield Optional.of("This node may not run it: " + reason);
            }
        };
    }

    @Override
    public void stop() {
        if (supervisor != null) {
            supervisor.stop();
        }
        if (processes != null) {
            processes.close();
        }
        if (runs != null) {
            TemporaryDirectory.remove(runs);
        }
        if (shared != null) {
            TemporaryDirectory.removeShared(shared);
        }
    }
}
