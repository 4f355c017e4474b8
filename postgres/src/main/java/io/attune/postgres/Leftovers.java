package io.attune.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes of an earlier run on the same cluster. Whoever asks holds the lock of the directory, so nothing that is
 * found here has an owner any more; while it lives, a new server would refuse to start.
 */
final class Leftovers {

    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final InstanceDirectory directory;
    private final Binaries binaries;
    private final ServerAccount account;

    Leftovers(InstanceDirectory directory, Binaries binaries, ServerAccount account) {
        this.directory = directory;
        this.binaries = binaries;
        this.account = account;
    }

    /** Returns when no process of an earlier run is left. */
    void clear() throws IOException, InterruptedException {
        var recorded = directory.recordedServer().flatMap(ProcessHandle::of).filter(Leftovers::isPostgres);
        if (recorded.isPresent()) {
            stop(recorded.get());
        }
        // The number in the file may meanwhile belong to any process, and PostgreSQL would take that for a live server.
        Files.deleteIfExists(directory.serverState());
        killOrphans();
    }

    private void stop(ProcessHandle server) throws InterruptedException {
        log.info("waiting for the PostgreSQL of an earlier run to stop pid={}", server.pid());
        // Its keeper is usually at it already; asking twice does no harm.
        Programs.run(
                account.command(List.of(
                        binaries.program("pg_ctl").toString(),
                        "stop",
                        "--pgdata=" + directory.data(),
                        "--mode=fast",
                        "--no-wait")),
                "",
                PATIENCE);
        if (!ended(server)) {
            log.warn("killing the PostgreSQL of an earlier run pid={}", server.pid());
            server.destroyForcibly();
            ended(server);
        }
    }

    /**
     * When a server is killed its sessions end by themselves, unless they are busy computing. They hold the shared
     * memory, and nobody waits for their answer.
     */
    private void killOrphans() throws InterruptedException {
        var orphans = ProcessHandle.allProcesses()
                .filter(process -> worksIn(process, directory.data()))
                .filter(Leftovers::isPostgres)
                .toList();
        for (var orphan : orphans) {
            orphan.destroyForcibly();
        }
        for (var orphan : orphans) {
            ended(orphan);
        }
    }

    private static boolean ended(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !process.isAlive();
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("/postgres"))
                .isPresent();
    }

    /** Every process of a server works in its cluster. Only Linux tells; elsewhere orphans end in their own time. */
    private static boolean worksIn(ProcessHandle process, Path data) {
        try {
            return Files.isSameFile(Path.of("/proc", String.valueOf(process.pid()), "cwd"), data);
        } catch (IOException e) {
            return false;
        }
    }
}
