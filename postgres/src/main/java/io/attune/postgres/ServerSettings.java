package io.attune.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings the bundled server runs with: a durable server for one machine that many small transactions write to,
 * with a small idle footprint. The reasons stand beside the values; docs/adr/0002-bundled-postgresql.md has the figures.
 */
final class ServerSettings {

    /** Enough for the pools of one process, background workers and an operator. */
    private static final String MAX_CONNECTIONS = "60";

    private ServerSettings() {}

    /** The content of {@code postgresql.conf}. */
    static String file(Path socketDirectory, Path logDirectory, Path customSettings, Map<String, String> replaced) {
        var settings = new LinkedHashMap<String, String>();

        // Nobody but the accounts of this machine that may enter the socket's directory, and they need the password.
        settings.put("listen_addresses", "");
        settings.put("port", "5432");
        settings.put("unix_socket_directories", socketDirectory.toString());
        settings.put("unix_socket_permissions", "0700");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("max_connections", MAX_CONNECTIONS);
        // A role made by ours may be taken on by it (set role), as it may on a server where ours is a superuser.
        settings.put("createrole_self_grant", "set, inherit");

        // A commit that was answered is on the disk.
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");

        // No standby and no archive: the log need only serve crash recovery.
        settings.put("wal_level", "minimal");
        settings.put("max_wal_senders", "0");
        // Fewer checkpoints mean fewer full page images; half a gigabyte of log is replayed within seconds.
        settings.put("checkpoint_timeout", "15min");
        settings.put("max_wal_size", "1GB");
        settings.put("min_wal_size", "128MB");
        settings.put("wal_buffers", "8MB");

        settings.put("shared_buffers", "128MB");
        settings.put("huge_pages", "off");
        settings.put("effective_cache_size", "1GB");
        settings.put("work_mem", "8MB");
        settings.put("maintenance_work_mem", "64MB");
        // Reads come from memory here; separate reading processes would only cost memory.
        settings.put("io_method", "sync");
        settings.put("random_page_cost", "1.1");
        // Short statements gain nothing from either.
        settings.put("jit", "off");
        settings.put("max_parallel_workers_per_gather", "0");
        // Every partition that a statement touches takes locks.
        settings.put("max_locks_per_transaction", "256");

        // The work queue turns over completely within seconds: clean up early, in small steps.
        settings.put("autovacuum", "on");
        settings.put("autovacuum_naptime", "15s");
        settings.put("autovacuum_max_workers", "2");
        settings.put("autovacuum_vacuum_scale_factor", "0.05");
        settings.put("autovacuum_vacuum_cost_delay", "1ms");

        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");

        settings.put("logging_collector", "on");
        settings.put("log_directory", logDirectory.toString());
        settings.put("log_filename", ServerLog.FILE_NAME);
        settings.put("log_file_mode", "0600");
        settings.put("log_rotation_age", "1d");
        settings.put("log_rotation_size", "10MB");
        settings.put("log_line_prefix", "%m [%p] %q%u@%d ");
        settings.put("log_checkpoints", "off");
        settings.put("log_min_duration_statement", "5s");
        settings.put("log_lock_waits", "on");

        settings.putAll(replaced);

        var file = new StringBuilder();
        file.append("# Written by Attune at each start. Settings of your own belong into ")
                .append(customSettings)
                .append(", which is read last.\n");
        settings.forEach((name, value) ->
                file.append(name).append(" = ").append(quoted(value)).append('\n'));
        if (Files.exists(customSettings)) {
            file.append("include = ").append(quoted(customSettings.toString())).append('\n');
        }
        return file.toString();
    }

    /** The content of {@code pg_hba.conf}: nobody is trusted. */
    static String clientAuthentication() {
        return "local all all scram-sha-256\n";
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
