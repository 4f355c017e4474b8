package io.attune.server.drive.dispatch;

import io.attune.engine.retry.RetryDecider;
import io.attune.engine.retry.RetryDecider.End;
import io.attune.engine.retry.RetryDecider.Settings;
import io.attune.model.WireEnum;
import io.attune.model.catalog.RetryOn;
import io.attune.model.id.ExecutionId;
import io.attune.server.catalog.Catalog;
import io.attune.server.catalog.CatalogSnapshot;
import io.attune.server.catalog.CompiledAction;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.catalog.CatalogAction;
import io.attune.store.encryption.SealedValueException;
import io.attune.store.execution.Moved;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.NewExecution.Repetition;
import io.attune.store.execution.NewExecution.Start;
import io.attune.store.execution.PastRun;
import io.attune.store.execution.PastRunStore;
import io.attune.store.lease.DelayStore;
import io.attune.store.lease.DelayStore.Delayed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has plain runs tried again that ended badly, as their actions want it (runtime.md §5.5, docs/adr/0025): the next attempt is made by the
 * transaction that ends the one before, and waits for its time.
 */
@Singleton
public class Retries {
    private static final Logger log = LoggerFactory.getLogger(Retries.class);

    private final Catalog catalog;
    private final PastRunStore pastRuns;
    private final Creation creation;
    private final DelayStore delays;

    @Inject
    public Retries(Catalog catalog, PastRunStore pastRuns, Creation creation, DelayStore delays) {
        this.catalog = catalog;
        this.pastRuns = pastRuns;
        this.creation = creation;
        this.delays = delays;
    }

    /** @param most how many retries there may be */
    private record Planned(CompiledAction action, Duration delay, int most) {}

    /** What follows where runs have ended; costs nothing where none ended badly. */
    void follow(Tx tx, List<Moved> moved, Moves moves) {
        CatalogSnapshot snapshot = catalog.current();
        Map<ExecutionId, Planned> planned = new LinkedHashMap<>();
        for (Moved run : moved) {
            Moved.Failed failed = run.failed();
            if (failed != null) {
                snapshot.findAction(failed.action())
                        .flatMap(action -> plan(action, moves.end(run.execution(), failed.retries())))
                        .ifPresent(plan -> planned.put(run.execution(), plan));
            }
        }
        if (!planned.isEmpty()) {
            make(tx, snapshot, planned);
        }
    }

    private static Optional<Planned> plan(CompiledAction compiled, End end) {
        CatalogAction action = compiled.action();
        Settings settings = new Settings(
                action.maxRetries(),
                action.retryOn().stream()
                        .flatMap(word -> WireEnum.find(RetryOn.class, word).stream())
                        .collect(Collectors.toSet()));
        return RetryDecider.delay(settings, end, ThreadLocalRandom.current().nextDouble())
                .map(delay -> new Planned(compiled, delay, action.maxRetries()));
    }

    private void make(Tx tx, CatalogSnapshot snapshot, Map<ExecutionId, Planned> planned) {
        List<NewExecution> attempts = new ArrayList<>();
        List<Duration> waits = new ArrayList<>();
        for (PastRun before : readable(tx, planned.keySet())) {
            Planned plan = Objects.requireNonNull(planned.get(before.execution()), "only what was asked for is read");
            Start start = Starts.of(plan.action(), snapshot, before.placement(), null);
            // An action that can no longer run at all needs no execution that says so.
            if (!(start instanceof Start.Fail)) {
                attempts.add(attempt(before, plan, start));
                waits.add(plan.delay());
            }
        }
        if (attempts.isEmpty()) {
            return;
        }
        List<Creation.Created> created = creation.create(tx, attempts, Initiator.PLATFORM);
        List<Delayed> delayed = new ArrayList<>(created.size());
        for (int i = 0; i < created.size(); i++) {
            delayed.add(new Delayed(created.get(i).execution(), attempts.get(i).tenant(), waits.get(i)));
        }
        delays.add(tx, delayed);
    }

    /** One whose secrets do not open must not keep those from ending that end with it. */
    private List<PastRun> readable(Tx tx, Set<ExecutionId> runs) {
        try {
            return pastRuns.list(tx, runs);
        } catch (SealedValueException _) {
            return runs.stream().flatMap(run -> find(tx, run).stream()).toList();
        }
    }

    private Optional<PastRun> find(Tx tx, ExecutionId run) {
        try {
            return pastRuns.find(tx, run);
        } catch (SealedValueException e) {
            log.warn("a run is not tried again, because its secrets do not open execution={}", run, e);
            return Optional.empty();
        }
    }

    private static NewExecution attempt(PastRun before, Planned plan, Start start) {
        CatalogAction action = plan.action().action();
        // The retries of a rerun follow the rerun, which has a first attempt of its own.
        ExecutionId first = before.retries() == 0 ? before.execution() : before.original();
        return new NewExecution(
                before.tenant(),
                action.id(),
                action.ref(),
                before.origin(),
                before.parameters(),
                before.secrets(),
                before.envVars(),
                before.permissionSetRefs(),
                before.artifactRetention(),
                before.placement(),
                new Start.Held(start),
                null,
                Repetition.after(first, before.status(), before.retries() + 1, plan.most()));
    }
}
