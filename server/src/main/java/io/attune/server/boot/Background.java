package io.attune.server.boot;

import io.attune.server.boot.InstanceFile.Instance;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks after an instance that another process runs. */
final class Background {
    private static final long PATIENCE_SECONDS = 25;

    private Background() {}

    static int status(Settings settings) {
        var instance = InstanceFile.running(settings.dataDirectory());
        if (instance.isEmpty()) {
            System.out.println("Attune is not running on " + settings.dataDirectory());
            return 1;
        }
        System.out.println(
                instance.get().url() == null
                        ? "Attune is starting (process " + instance.get().pid() + ")"
                        : "Attune is running at " + instance.get().url() + " (process "
                                + instance.get().pid() + ")");
        System.out.println("Data: " + settings.dataDirectory());
        return 0;
    }

    static int down(Settings settings) {
        var instance = InstanceFile.running(settings.dataDirectory());
        if (instance.isEmpty()) {
            System.out.println("Attune is not running on " + settings.dataDirectory());
            return 0;
        }
        Optional<ProcessHandle> process = instance.map(Instance::pid).flatMap(ProcessHandle::of);
        process.ifPresent(ProcessHandle::destroy);
        try {
            if (process.isPresent()) {
                var _ = process.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (TimeoutException e) {
            throw new StartFailure("Process " + instance.get().pid() + " has not stopped within " + PATIENCE_SECONDS
                    + " s; its log is in " + settings.dataDirectory().resolve("logs"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process cannot fail", e);
        }
        System.out.println("Attune has stopped");
        return 0;
    }

    static int database(Settings settings) {
        if (!settings.get(ConfigKeys.DATABASE_URL).isBlank()) {
            System.out.println("The database is external: see the setting database.url.");
            return 0;
        }
        var directory = settings.dataDirectory().resolve("postgres");
        System.out.println("Data:     " + directory.resolve("data"));
        System.out.println("Log:      " + directory.resolve("log"));
        System.out.println("Settings: " + directory.resolve("custom.conf") + " (yours, read last at each start)");
        System.out.println("Connect, while it runs and as the account that runs it:");
        System.out.println("  PGPASSWORD=\"$(cat '" + directory.resolve("password") + "')\" psql -h '"
                + directory.resolve("run") + "' -U attune attune");
        return 0;
    }
}
