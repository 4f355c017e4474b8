package io.attune.postgres;

import io.attune.postgres.PostgresException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the cluster: created aside, given its role and database, forced to disk and only then put in place, so that a
 * crash at any moment leaves either no cluster or a complete one.
 *
 * <p>The platform's role owns its database and may create roles and databases, but is no superuser: it cannot read
 * files or run programs through SQL. Nobody can log in as the superuser, which has no password the platform knows.
 */
final class Cluster {

    static final String ROLE = "attune";
    static final String DATABASE = "attune";

    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final InstanceDirectory directory;
    private final Binaries binaries;
    private final ServerAccount account;

    Cluster(InstanceDirectory directory, Binaries binaries, ServerAccount account) {
        this.directory = directory;
        this.binaries = binaries;
        this.account = account;
    }

    /** Creates the cluster unless there is one, and refuses one that these binaries cannot read. */
    void prepare() throws IOException {
        if (!directory.hasCluster()) {
            create();
        } else {
            refuseOtherVersion();
            if (!Files.exists(directory.password())) {
                renewPassword();
            }
        }
    }

    String password() throws IOException {
        return Files.readString(directory.password()).strip();
    }

    private void create() throws IOException {
        var data = directory.data();
        if (Files.exists(data)) {
            refuseForeignFiles(data);
            FileTree.delete(data);
        }
        log.info("creating the database cluster directory={}", data);
        var unfinished = directory.emptyClusterFor(account);
        // Nobody is told the superuser's password, but initdb insists on one.
        var superuserPassword = unfinished.resolveSibling("superuser.tmp");
        FileTree.replace(superuserPassword, newPassword(), "rw-------");
        try {
            account.handOver(superuserPassword);
            run(
                    unfinished,
                    "initdb",
                    "",
                    "--pgdata=" + unfinished,
                    "--username=postgres",
                    "--pwfile=" + superuserPassword,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--no-locale",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--no-instructions",
                    "--no-sync");
        } finally {
            Files.delete(superuserPassword);
        }
        var password = newPassword();
        asSuperuser(unfinished, """
                create role %s login createdb createrole bypassrls password '%s'
                grant pg_monitor, pg_signal_backend, pg_checkpoint to %s
                create database %s owner %s
                """.formatted(ROLE, password, ROLE, DATABASE, ROLE));
        // Before the cluster is put in place: a cluster without its password would need repair.
        FileTree.replace(directory.password(), password + "\n", "rw-------");
        // One pass over all files at the end costs less than forcing each step.
        run(unfinished, "initdb", "", "--pgdata=" + unfinished, "--sync-only");
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
        FileTree.syncDirectory(directory.root());
    }

    private void renewPassword() throws IOException {
        log.warn("the database password is lost and is set anew file={}", directory.password());
        var password = newPassword();
        asSuperuser(directory.data(), "alter role %s password '%s'\n".formatted(ROLE, password));
        FileTree.replace(directory.password(), password + "\n", "rw-------");
    }

    /** Runs statements, one on each line, without a server and without a login. */
    private void asSuperuser(Path data, String statements) {
        var output = run(data, "postgres", statements, "--single", "-D", data.toString(), "postgres");
        // Single-user mode goes on after an error and exits with 0.
        if (output.contains("ERROR:") || output.contains("FATAL:")) {
            throw Failures.ofProgram("postgres --single", data, output);
        }
    }

    private String run(Path data, String program, String input, String... arguments) {
        var command = new java.util.ArrayList<String>(
                List.of(binaries.program(program).toString()));
        command.addAll(List.of(arguments));
        var result = Programs.run(account.command(command), input, PATIENCE);
        if (!result.succeeded()) {
            throw Failures.ofProgram(program, data, result.output());
        }
        return result.output();
    }

    private void refuseOtherVersion() throws IOException {
        var found = Files.readString(directory.data().resolve("PG_VERSION")).strip();
        if (!found.equals(binaries.majorVersion())) {
            throw new PostgresException(
                    Reason.WRONG_VERSION,
                    directory.data() + " was written by PostgreSQL " + found + ", this Attune brings PostgreSQL "
                            + binaries.majorVersion()
                            + ". Make a backup with the Attune that wrote it (attune db backup) and restore it into a new"
                            + " data directory, or start that Attune again.");
        }
    }

    private static void refuseForeignFiles(Path data) throws IOException {
        try (var files = Files.list(data)) {
            if (files.findAny().isPresent()) {
                throw new PostgresException(
                        Reason.DIRECTORY_UNUSABLE,
                        data + " is not empty and holds no PostgreSQL cluster. Move it away, or choose another data"
                                + " directory (data_dir).");
            }
        }
    }

    private static String newPassword() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
