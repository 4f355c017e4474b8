package io.attune.server.drive.sensor;

import io.attune.server.auth.SensorTokens;
import io.attune.server.catalog.Catalog;
import io.attune.server.drive.ingest.Ingest;
import io.attune.server.http.PublicUrl;
import io.attune.store.Transactions;
import io.attune.store.sensor.SensorLogStore;
import io.attune.worker.pack.PackFiles;
import io.attune.worker.process.ProcessSupervisor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * What the processes of sensors on this node have in common.
 *
 * @param tokenLife of the tokens of their processes
 * @param runs where their temporary directories are made
 * @param variables that each of them gets
 */
record SensorHost(
        Transactions transactions,
        SensorTokens tokens,
        Duration tokenLife,
        SensorLogStore logs,
        Catalog catalog,
        Ingest ingest,
        PublicUrl url,
        Clock clock,
        PackFiles packs,
        SensorRuntimes runtimes,
        ProcessSupervisor processes,
        SensorSandbox sandbox,
        Path runs,
        Map<String, String> variables) {}
