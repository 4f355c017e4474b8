package io.attune.server.gateway;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.ConfigurationException;
import io.attune.server.config.Settings;
import io.attune.worker.sandbox.Sandbox;
import io.attune.worker.sandbox.SandboxUnavailableException;
import io.attune.worker.sandbox.VisibleFiles;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the runs of a worker, and the sensors of a node, are confined: by the settings and by what the machine allows. */
public final class WorkerSandbox {
    private static final Logger log = LoggerFactory.getLogger(WorkerSandbox.class);

    private WorkerSandbox() {}

    /** @throws ConfigurationException if the level that is asked for does not work here */
    public static Sandbox find(Settings settings) {
        var visible = new VisibleFiles(
                settings.get(ConfigKeys.WORKER_SANDBOX_PATHS).stream()
                        .map(Path::of)
                        .toList(),
                settings.dataDirectory(),
                Path.of(System.getProperty("user.home")));
        try {
            return Sandbox.find(
                    settings.get(ConfigKeys.WORKER_SANDBOX), System.getenv().getOrDefault("PATH", ""), visible);
        } catch (SandboxUnavailableException e) {
            throw new ConfigurationException("worker.sandbox: " + e.getMessage());
        }
    }

    /**
     * As {@link #find}, for what starts now: an operator should know when its processes can read what their worker can.
     *
     * @param processes in a word
     */
    public static Sandbox forStart(Settings settings, String processes) {
        var sandbox = find(settings);
        if (sandbox instanceof Sandbox.ProcessLevel && settings.get(ConfigKeys.WORKER_SANDBOX) == Sandbox.Wanted.AUTO) {
            log.atWarn()
                    .addKeyValue("processes", processes)
                    .addKeyValue("reason", sandbox.reason())
                    .log("processes are not confined: they can read what the account that starts them can");
        }
        return sandbox;
    }

    public static Set<String> exemptPacks(Settings settings) {
        return Set.copyOf(settings.get(ConfigKeys.WORKER_SANDBOX_EXEMPT_PACKS));
    }
}
