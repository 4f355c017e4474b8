package io.attune.server.drive.sensor;

import io.attune.engine.sensor.SensorDemand.Wanted;
import io.attune.model.execution.LogStream;
import io.attune.model.tenant.Owner;
import io.attune.server.http.AttuneException;
import io.attune.store.sensor.SensorDemandStore.DemandedSensor;
import io.attune.store.sensor.SensorProcessStore.Ending;
import io.attune.store.tenant.TenantStore;
import io.attune.worker.environment.TemporaryDirectory;
import io.attune.worker.process.Attendant;
import io.attune.worker.process.ProcessEnd;
import io.attune.worker.process.ProcessSpec;
import io.attune.worker.process.StopSignal;
import io.attune.worker.runtime.CommandLine;
import io.attune.worker.runtime.UnrunnableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process of a sensor, from its start to its end (packs.md §11.1). Three threads serve it: one supervises it, one keeps its log and its
 * token, one stores the events it writes.
 */
final class SensorProcess implements Attendant {
    private static final Logger log = LoggerFactory.getLogger(SensorProcess.class);
    private static final Duration CARE = Duration.ofMillis(200);
    private static final Duration KILL_GRACE = Duration.ofSeconds(5);
    /** No process lives as long; a thousand years in nanoseconds would not fit. */
    private static final Duration NO_TIMEOUT = Duration.ofDays(36_500);
    /** When a process ends, events it wrote last are stored for so long. */
    private static final Duration LAST_EVENTS = Duration.ofSeconds(3);
    /** Linux starts no program with a variable of 128 KiB or more. */
    private static final int LONGEST_VARIABLE = 96 << 10;

    private final SensorHost host;
    private final DemandedSensor sensor;
    private final Wanted wanted;
    private final Listener listener;
    private final StopSignal stop = new StopSignal();
    private final SensorOutput stdout = new SensorOutput(LogStream.STDOUT);
    private final SensorOutput stderr = new SensorOutput(LogStream.STDERR);
    private final StdoutEvents events;
    private final AtomicReference<@Nullable String> news = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);
    /** All tokens it ever had. Used by the thread that starts it, then by the one that cares. */
    private final List<String> secrets = new ArrayList<>();

    /** Hears of the life of a process, from its threads. */
    interface Listener {
        void started(SensorProcess process, long pid);

        /** It is over and everything of it is gone; its output and events are stored as far as they will be. */
        void ended(SensorProcess process, Ending ending);

        /** It never came up. */
        void unstartable(SensorProcess process, Ending ending);
    }

    SensorProcess(SensorHost host, DemandedSensor sensor, Wanted wanted, Listener listener) {
        this.host = host;
        this.sensor = sensor;
        this.wanted = wanted;
        this.listener = listener;
        this.events = new StdoutEvents(
                sensor,
                ref -> host.catalog().current().findTrigger(ref),
                event -> {
                    var _ = host.ingest().submit(event);
                },
                stop,
                stderr::note);
    }

    void start() {
        Thread.ofPlatform().daemon().name("attune-sensor-" + sensor.ref()).start(this::run);
    }

    /** TERM to the process group now, KILL after 5 s. */
    void stop() {
        stop.request(StopSignal.Reason.WORKER_STOPS);
    }

    /** Gives the process its new rules; those it has not read yet are replaced. */
    void tell(Wanted now) {
        news.set(now.rules());
    }

    @Override
    public void started(long pid) {
        listener.started(this, pid);
    }

    @Override
    public boolean keepsInputOpen() {
        return wanted.liveRules();
    }

    @Override
    public Optional<byte[]> moreInput() {
        return Optional.ofNullable(news.getAndSet(null)).map(rules -> (rules + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void run() {
        var directory = host.runs().resolve(sensor.id() + "-" + Long.toHexString(System.nanoTime()));
        try (var temporary = TemporaryDirectory.create(directory)) {
            var pack = host.packs().directory(sensor.packRef(), sensor.checksum());
            var program = SensorRuntimes.program(sensor);
            var command = host.runtimes().command(sensor, program, pack);
            var token = new TokenFile(temporary.path(), this::mint, host.tokenLife(), host.clock());
            var environment = environment(temporary, token);
            CommandLine.addVariables(program, pack, environment);
            var direct = new ProcessSpec(
                    command.words(),
                    environment,
                    pack.orElse(temporary.path()),
                    temporary.path(),
                    new byte[0],
                    null,
                    NO_TIMEOUT,
                    KILL_GRACE,
                    null);
            listener.ended(this, supervise(host.sandbox().confine(direct, sensor, pack, command), token));
        } catch (UnrunnableException | IOException | AttuneException e) {
            unstartable(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("sensor", sensor.ref())
                    .log("a sensor could not be started, it is tried again");
            unstartable("The platform failed: " + e.getClass().getSimpleName());
        }
    }

    private void unstartable(String reason) {
        stderr.note(reason);
        write(stderr);
        listener.unstartable(this, new Ending(null, null, reason));
    }

    private Ending supervise(ProcessSpec spec, TokenFile token) throws IOException {
        var care = Thread.ofVirtual().name("attune-sensor-care-" + sensor.ref()).start(() -> care(token));
        var drain =
                Thread.ofVirtual().name("attune-sensor-events-" + sensor.ref()).start(this::drain);
        ProcessEnd end;
        try {
            end = host.processes().run(spec, this::standardOutput, stderr, stop, this);
        } finally {
            events.finish();
            join(drain, LAST_EVENTS);
            over.countDown();
            join(care, LAST_EVENTS);
            stdout.finish();
            stderr.finish();
            write(stdout);
            write(stderr);
        }
        return new Ending(
                end.exitCode() < 0 ? null : end.exitCode(), end.signal() == 0 ? null : end.signal(), stderr.excerpt());
    }

    private static void join(Thread thread, Duration longest) {
        try {
            if (!thread.join(longest)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void standardOutput(byte[] bytes, int length) {
        stdout.accept(bytes, length);
        events.accept(bytes, length);
    }

    private void drain() {
        try {
            events.drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, String> environment(TemporaryDirectory temporary, TokenFile token) throws IOException {
        var environment = new TreeMap<>(host.variables());
        environment.put("TMPDIR", temporary.path().toString());
        environment.put("ATTUNE_API_URL", host.url().base());
        environment.put("ATTUNE_API_TOKEN", token.first());
        environment.put("ATTUNE_API_TOKEN_FILE", token.path().toString());
        environment.put("ATTUNE_SENSOR_ID", sensor.id().toString());
        environment.put("ATTUNE_SENSOR_REF", sensor.ref());
        putDocument(environment, temporary, "ATTUNE_SENSOR_TRIGGERS", wanted.rules());
        putDocument(
                environment, temporary, "ATTUNE_SENSOR_CONFIG", sensor.config().toString());
        environment.put("ATTUNE_PACK_REF", sensor.packRef());
        environment.put("ATTUNE_ARTIFACTS_DIR", host.sandbox().artifacts().toString());
        environment.put("ATTUNE_LOG_LEVEL", "info");
        return environment;
    }

    /** In a file, and in the variable itself if it fits. One that is cut or empty would be mistaken for the whole. */
    private static void putDocument(
            Map<String, String> environment, TemporaryDirectory temporary, String name, String text)
            throws IOException {
        environment.put(name + "_FILE", temporary.write(name, text).toString());
        if (text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_VARIABLE) {
            environment.put(name, text);
        }
    }

    private String mint() {
        var tenant = sensor.owner() instanceof Owner.Tenant(var own) ? own : TenantStore.SYSTEM;
        var token = host.transactions()
                .engine(tx -> host.tokens().mint(tx, sensor.ref(), sensor.triggerTypes(), tenant, host.tokenLife()))
                .token();
        secrets.add(token);
        stdout.hide(secrets);
        stderr.hide(secrets);
        return token;
    }

    private void care(TokenFile token) {
        try {
            while (!over.await(CARE.toMillis(), TimeUnit.MILLISECONDS)) {
                write(stdout);
                write(stderr);
                renewIfDue(token);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renewIfDue(TokenFile token) {
        try {
            token.renewIfDue();
        } catch (IOException | RuntimeException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("sensor", sensor.ref())
                    .log("the token of a sensor was not renewed, trying again");
        }
    }

    /** Writes all there is, or as much as the database takes. */
    private void write(SensorOutput output) {
        // Not until it is empty: a process may write as fast as the database does.
        for (int piece = 0; piece <= SensorOutput.MOST_PIECES; piece++) {
            byte[] bytes = output.take();
            if (bytes.length == 0 || !append(output, bytes)) {
                return;
            }
        }
    }

    private boolean append(SensorOutput output, byte[] bytes) {
        try {
            host.transactions()
                    .engineTask(tx -> host.logs().append(tx, sensor.id(), output.name(), bytes, sensor.logVersions()));
            return true;
        } catch (RuntimeException e) {
            output.putBack(bytes);
            log.atDebug()
                    .setCause(e)
                    .addKeyValue("sensor", sensor.ref())
                    .log("output of a sensor waits for the database");
            return false;
        }
    }
}
