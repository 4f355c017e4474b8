package io.attune.server.gateway;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.ConfigurationException;
import io.attune.server.config.Settings;
import io.attune.worker.sandbox.Sandbox;
import io.attune.worker.sandbox.SandboxUnavailableException;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the runs of a worker are confined, by the settings and by what the machine allows. */
public final class WorkerSandbox {
    private static final Logger log = LoggerFactory.getLogger(WorkerSandbox.class);

    private WorkerSandbox() {}

    /** @throws ConfigurationException if the level that is asked for does not work here */
    public static Sandbox find(Settings settings) {
        var readable = settings.get(ConfigKeys.WORKER_SANDBOX_PATHS).stream()
                .map(Path::of)
                .toList();
        try {
            return Sandbox.find(
                    settings.get(ConfigKeys.WORKER_SANDBOX), System.getenv().getOrDefault("PATH", ""), readable);
        } catch (SandboxUnavailableException e) {
            throw new ConfigurationException("worker.sandbox: " + e.getMessage());
        }
    }

    /** As {@link #find}, for a worker that starts: an operator should know when its runs can read what the worker can. */
    public static Sandbox forStart(Settings settings) {
        var sandbox = find(settings);
        if (sandbox instanceof Sandbox.ProcessLevel && settings.get(ConfigKeys.WORKER_SANDBOX) == Sandbox.Wanted.AUTO) {
            log.atWarn()
                    .addKeyValue("reason", sandbox.reason())
                    .log("runs are not confined: they can read what the account of this worker can");
        }
        return sandbox;
    }

    public static Set<String> exemptPacks(Settings settings) {
        return Set.copyOf(settings.get(ConfigKeys.WORKER_SANDBOX_EXEMPT_PACKS));
    }
}
