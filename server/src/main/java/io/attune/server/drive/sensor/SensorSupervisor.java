package io.attune.server.drive.sensor;

import io.attune.engine.sensor.SensorCommand;
import io.attune.engine.sensor.SensorCommand.Alert;
import io.attune.engine.sensor.SensorCommand.Start;
import io.attune.engine.sensor.SensorCommand.Stop;
import io.attune.engine.sensor.SensorCommand.TellRules;
import io.attune.engine.sensor.SensorDecider;
import io.attune.engine.sensor.SensorDemand.Wanted;
import io.attune.engine.sensor.SensorInput;
import io.attune.engine.sensor.SensorInput.Ended;
import io.attune.engine.sensor.SensorInput.Started;
import io.attune.engine.sensor.SensorInput.Tick;
import io.attune.engine.sensor.SensorInput.Unstartable;
import io.attune.engine.sensor.SensorState.Stopped;
import io.attune.engine.sensor.SensorState.Waiting;
import io.attune.model.catalog.SensorProcessStatus;
import io.attune.model.id.SensorId;
import io.attune.server.drive.ingest.Alerts;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.sensor.SensorDemandStore;
import io.attune.store.sensor.SensorDemandStore.DemandedSensor;
import io.attune.store.sensor.SensorDemandStore.Version;
import io.attune.store.sensor.SensorLeaseStore;
import io.attune.store.sensor.SensorLeaseStore.Node;
import io.attune.store.sensor.SensorProcessStore;
import io.attune.store.sensor.SensorProcessStore.Ending;
import io.attune.store.sensor.SensorProcessStore.Happened;
import io.attune.store.sensor.SensorProcessStore.Standing;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the sensors of this node as {@link SensorDecider} wants them. One thread owns everything: it looks at the catalogue, holds the
 * leases that make this node the only one to run a sensor, and hears of the processes through its inbox.
 */
final class SensorSupervisor implements SensorProcess.Listener {
    private static final Logger log = LoggerFactory.getLogger(SensorSupervisor.class);

    private static final Duration LOOK = Duration.ofMillis(300);
    private static final Duration EXTEND = Duration.ofSeconds(3);
    private static final Duration LEASE = Duration.ofSeconds(20);
    /** A node that could not extend its leases for so long ends its processes, which takes at most 5 s: before others may start theirs. */
    private static final Duration FENCE = Duration.ofSeconds(10);

    private static final Duration STOP_WITHIN = Duration.ofSeconds(7);

    private final SensorHost host;
    private final Node node;
    private final Function<DemandedSensor, Optional<String>> misfit;
    private final Transactions transactions;
    private final SensorDemandStore demands = new SensorDemandStore();
    private final SensorLeaseStore leases = new SensorLeaseStore();
    private final SensorProcessStore processes = new SensorProcessStore();
    private final Alerts alerts;
    private final Clock clock;
    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final SensorFence fence;
    private final Set<SensorProcess> running = ConcurrentHashMap.newKeySet();

    // All that follows is owned by the thread.
    private final Map<SensorId, SensorSlot> slots = new HashMap<>();
    private Map<SensorId, Demanded> demanded = Map.of();
    private Set<SensorId> held = Set.of();
    private @Nullable Version seen;
    private long looked = System.nanoTime() - LOOK.toNanos();
    private long extended = System.nanoTime() - EXTEND.toNanos();
    private boolean troubled;

    private volatile boolean stopping;

    private record Demanded(DemandedSensor sensor, Optional<Wanted> wanted) {}

    /** @param misfit why the placement of a sensor keeps it off this node; nothing when it does not */
    SensorSupervisor(SensorHost host, Node node, Function<DemandedSensor, Optional<String>> misfit, Alerts alerts) {
        this.host = host;
        this.node = node;
        this.misfit = misfit;
        this.transactions = host.transactions();
        this.alerts = alerts;
        this.clock = host.clock();
        this.fence = new SensorFence(FENCE, () -> running.forEach(SensorProcess::stop));
        this.thread = Thread.ofPlatform().daemon().name("attune-sensors").unstarted(this::run);
    }

    void start() {
        fence.start();
        thread.start();
    }

    /** Ends all processes of this node and gives its sensors to others. */
    void stop() {
        stopping = true;
        inbox.add(() -> {});
        try {
            if (!thread.join(STOP_WITHIN)) {
                log.warn("sensors did not stop in time; what is left of them is killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping || slots.values().stream().anyMatch(slot -> slot.process != null)) {
                round(inbox.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS));
            }
            release(slots.keySet());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            fence.stop();
        }
    }

    /** One round, whatever fails in it. */
    private void round(@Nullable Runnable message) {
        try {
            if (fence.isClosed()) {
                // What the fence ended meanwhile did not fail.
                tick();
            }
            if (message != null) {
                message.run();
            }
            if (!stopping && isOver(looked, LOOK)) {
                look();
                looked = System.nanoTime();
            }
            tick();
            write();
            forget();
            if (troubled) {
                log.info("sensors are looked after again");
                troubled = false;
            }
        } catch (RuntimeException e) {
            if (!troubled) {
                log.atWarn().setCause(e).log("sensors cannot be looked after, trying again");
                troubled = true;
            }
            tick();
        }
    }

    private static boolean isOver(long since, Duration time) {
        return System.nanoTime() - since >= time.toNanos();
    }

    /** @param held null when the leases needed no extension */
    private record Look(
            Version version,
            Map<SensorId, Demanded> demanded,
            @Nullable Set<SensorId> held) {}

    /** Reads what changed, and takes and extends leases. Only what was committed counts. */
    private void look() {
        var before = System.nanoTime();
        var look = transactions.engine(this::look);
        seen = look.version();
        demanded = look.demanded();
        if (look.held() != null) {
            held = look.held();
            extended = before;
            fence.extended(before);
        }
        held.forEach(id -> {
            var now = demanded.get(id);
            if (now != null) {
                var slot = slots.computeIfAbsent(id, _ -> new SensorSlot(now.sensor()));
                slot.sensor = now.sensor();
            }
        });
    }

    private Look look(Tx tx) {
        var version = demands.version(tx);
        boolean changed = !version.equals(seen);
        var now = changed ? fitting(tx, demands.list(tx)) : demanded;
        if (!changed && !isOver(extended, EXTEND)) {
            return new Look(version, now, null);
        }
        // A sensor that is being stopped is held until it is gone.
        var wanted = new HashSet<>(now.keySet());
        slots.forEach((id, slot) -> {
            if (slot.process != null && held.contains(id)) {
                wanted.add(id);
            }
        });
        return new Look(version, now, leases.hold(tx, node, wanted, LEASE));
    }

    /** Those that this node may run; of the others, whoever asks for their processes learns why they are not among them. */
    private Map<SensorId, Demanded> fitting(Tx tx, List<DemandedSensor> sensors) {
        Map<SensorId, Demanded> fitting = new HashMap<>();
        Map<SensorId, String> misfits = new HashMap<>();
        for (DemandedSensor sensor : sensors) {
            misfit.apply(sensor)
                    .ifPresentOrElse(
                            reason -> misfits.put(sensor.id(), reason),
                            () -> fitting.put(
                                    sensor.id(),
                                    new Demanded(
                                            sensor, SensorRules.demand(sensor).wanted())));
        }
        processes.setMisfits(tx, node.name(), misfits);
        return fitting;
    }

    private void tick() {
        boolean fenced = fence.isClosed();
        slots.forEach((id, slot) -> {
            var now = demanded.get(id);
            Optional<Wanted> wanted =
                    stopping || fenced || now == null || !held.contains(id) ? Optional.empty() : now.wanted();
            decide(slot, new Tick(clock.instant(), wanted));
        });
    }

    private void decide(SensorSlot slot, SensorInput input) {
        var before = slot.state;
        var decision = SensorDecider.decide(before, input);
        slot.state = decision.state();
        slot.unwritten = slot.unwritten || !before.equals(slot.state);
        decision.commands().forEach(command -> carryOut(slot, command));
    }

    private void carryOut(SensorSlot slot, SensorCommand command) {
        switch (command) {
            case Start(var wanted) -> {
                var process = new SensorProcess(host, slot.sensor, wanted, this);
                slot.process = process;
                running.add(process);
                process.start();
            }
            case Stop _ -> {
                if (slot.process != null) {
                    slot.process.stop();
                }
            }
            case TellRules(var wanted) -> {
                if (slot.process != null) {
                    slot.process.tell(wanted);
                }
            }
            case Alert(int failures) -> slot.unwrittenAlert = failures;
        }
    }

    @Override
    public void started(SensorProcess process, long pid) {
        of(process, slot -> {
            slot.pid = pid;
            slot.unwrittenStart = true;
            decide(slot, new Started(clock.instant()));
        });
    }

    @Override
    public void ended(SensorProcess process, Ending ending) {
        running.remove(process);
        of(process, slot -> {
            slot.process = null;
            slot.pid = null;
            slot.unwrittenEnding = ending;
            decide(slot, new Ended(clock.instant()));
        });
    }

    @Override
    public void unstartable(SensorProcess process, Ending ending) {
        running.remove(process);
        of(process, slot -> {
            slot.process = null;
            slot.unwrittenEnding = ending;
            decide(slot, new Unstartable(clock.instant()));
        });
    }

    private void of(SensorProcess process, Consumer<SensorSlot> what) {
        inbox.add(() -> slots.values().stream()
                .filter(slot -> slot.process == process)
                .findFirst()
                .ifPresent(what));
    }

    /** Tells the database what it does not know yet. */
    private void write() {
        for (var slot : slots.values()) {
            if (slot.unwritten) {
                write(slot);
            }
        }
    }

    private void write(SensorSlot slot) {
        var id = slot.sensor.id();
        var happened = new Happened(slot.unwrittenStart, slot.unwrittenEnding, slot.unwrittenAlert > 0);
        transactions.engineTask(tx -> {
            processes.put(tx, id, node.name(), standing(slot), happened);
            processes.stopElsewhere(tx, id, node);
            if (happened.alerted()) {
                alerts.sensorFails(tx, id, slot.sensor.ref(), slot.sensor.owner(), slot.unwrittenAlert, node.name());
            }
        });
        slot.unwritten = false;
        slot.unwrittenStart = false;
        slot.unwrittenEnding = null;
        slot.unwrittenAlert = 0;
    }

    private static Standing standing(SensorSlot slot) {
        var state = slot.state;
        int rules = slot.sensor.rules().size();
        // A process that is told to end before it came up has no number yet.
        var status = state.status() == SensorProcessStatus.RUNNING && slot.pid == null
                ? SensorProcessStatus.STARTING
                : state.status();
        return new Standing(
                status,
                status == SensorProcessStatus.RUNNING ? slot.pid : null,
                state.failures(),
                state instanceof Stopped ? 0 : rules,
                state instanceof Waiting waiting ? waiting.until() : null);
    }

    /** Lets go of sensors that nobody wants any more, once their processes are gone and written down. */
    private void forget() {
        var gone = slots.entrySet().stream()
                .filter(entry -> entry.getValue().state instanceof Stopped
                        && !entry.getValue().unwritten
                        && (!demanded.containsKey(entry.getKey()) || !held.contains(entry.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        if (!gone.isEmpty()) {
            release(gone);
            gone.forEach(slots::remove);
        }
    }

    private void release(Collection<SensorId> sensors) {
        try {
            transactions.engineTask(tx -> leases.release(tx, node, List.copyOf(sensors)));
        } catch (RuntimeException e) {
            log.atDebug().setCause(e).log("leases of sensors were not given back and will run out");
        }
    }
}
