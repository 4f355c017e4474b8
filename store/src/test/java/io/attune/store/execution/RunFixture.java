package io.attune.store.execution;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.placement.Demands;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.model.secret.SecretPlace;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.audit.Initiator;
import io.attune.store.encryption.SecretBox;
import io.attune.store.lease.PlacementStore;
import io.attune.store.lease.QueueStore;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.worker.WorkerSessionStore;
import io.attune.store.worker.WorkerSessionStore.RegisteredWorker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Queued executions and registered workers on a database of their own. */
final class RunFixture implements AutoCloseable {
    static final Demands SHELL = Demands.of("shell", null, null, null, null, null);
    static final Demands PYTHON = Demands.of("python", null, null, null, null, null);

    final TestDatabase database = TestDatabase.open();
    final SecretBox box = MemoryDataKeys.box();
    final SecretValueStore secretValues = new SecretValueStore(box);
    final ExecutionStore executions = new ExecutionStore(secretValues);
    final ClaimStore claims = new ClaimStore(secretValues);
    final PlacementStore placements = new PlacementStore();
    final QueueStore queue = new QueueStore();
    final WorkerSessionStore workers = new WorkerSessionStore();
    final TenantId tenant;

    RunFixture() {
        tenant = transactions()
                .engine(tx -> new TenantId(tx.sql()
                        .fetchOne("insert into tenant (ref, label) values ('team', 'Team') returning id")
                        .get(0, Long.class)));
    }

    Transactions transactions() {
        return database.transactions();
    }

    long placement(Demands demands) {
        return transactions().engine(tx -> placements.idOf(tx, demands));
    }

    RegisteredWorker worker(String name, String incarnation) {
        return transactions()
                .engine(tx -> workers.register(
                        tx,
                        new WorkerSessionStore.Registration(
                                name, "local", "here", incarnation, 4, JsonNodeFactory.instance.objectNode())));
    }

    List<ExecutionId> queued(int count, Demands demands) {
        return queued(Collections.nCopies(count, run(JsonNodeFactory.instance.objectNode(), List.of(), demands)));
    }

    List<ExecutionId> queued(List<NewExecution> runs) {
        return transactions().engine(tx -> {
            List<Long> asked = new ArrayList<>();
            for (var run : runs) {
                asked.add(placements.idOf(tx, ((NewExecution.Start.Queue) run.start()).demands()));
            }
            var ids = executions.insert(tx, runs, new ArrayList<>(asked), Initiator.PLATFORM);
            List<QueueStore.Entry> entries = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) {
                entries.add(new QueueStore.Entry(ids.get(i), asked.get(i)));
            }
            queue.add(tx, entries);
            return ids;
        });
    }

    NewExecution run(ObjectNode parameters, List<SecretPlace> secrets, Demands demands) {
        return new NewExecution(
                tenant,
                null,
                "core.echo",
                new NewExecution.Origin(null, null, null, null, null),
                parameters,
                secrets,
                null,
                List.of(),
                NewExecution.Retention.DEFAULT,
                NewExecution.PlacementOverride.NONE,
                new NewExecution.Start.Queue(demands));
    }

    @Override
    public void close() {
        database.close();
    }
}
