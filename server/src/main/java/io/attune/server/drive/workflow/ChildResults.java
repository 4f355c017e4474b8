package io.attune.server.drive.workflow;

import io.attune.engine.workflow.ChildResult;
import io.attune.expression.ExpressionException;
import io.attune.model.id.ExecutionId;
import io.attune.model.secret.SecretMarker;
import io.attune.store.Tx;
import io.attune.store.secret.SealedSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.workflow.StoredRun;
import io.attune.store.workflow.TaskRunStore;
import io.attune.store.workflow.TaskRunStore.EndedChild;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run's children, each looked up once for all decisions that are made together, and no more of them than the memory holds.
 * Used by one thread, in one transaction.
 */
final class ChildResults {
    /** What one decision may read: as much of what is not needed any more may be in memory beside it. */
    static final long MOST = 32L << 20;

    /** From here on an attempt is counted before it is made. */
    static final long LARGE = 4L << 20;

    private final Tx tx;
    private final StoredRun run;
    private final List<ExecutionId> runs;
    private final TaskRunStore children;
    private final SecretValueStore secretValues;
    private final boolean counted;
    private final Map<Asked, Found> known = new HashMap<>();
    private final Set<Asked> asked = new HashSet<>();
    private long read;

    /** @param total of items, for all of them; null for one child */
    private record Asked(
            String task,
            int iteration,
            @Nullable Integer item,
            @Nullable Integer total) {}

    private record Found(List<ChildResult> results, long size) {}

    /** A decision reads so much that the process might not survive it, and its attempts are not counted. */
    static final class LargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** @param counted whether the attempt at these decisions is */
    ChildResults(Tx tx, StoredRun run, TaskRunStore children, SecretValueStore secretValues, boolean counted) {
        this.tx = tx;
        this.run = run;
        this.runs = Stream.concat(Stream.of(run.execution()), run.earlier().stream())
                .toList();
        this.children = children;
        this.secretValues = secretValues;
        this.counted = counted;
    }

    /** Begins another decision: what it may read depends on nothing but itself. */
    void next() {
        asked.clear();
        read = 0;
        if (known.values().stream().mapToLong(Found::size).sum() > MOST) {
            known.clear();
        }
    }

    ChildResult of(String task, int iteration, @Nullable Integer item) {
        var key = new Asked(task, iteration, item, null);
        Found found = known.get(key);
        if (found == null) {
            EndedChild ended = children.findResult(tx, runs, task, iteration, item)
                    .orElseThrow(() -> new IllegalStateException("workflow " + run.execution() + " has no result of "
                            + task + " " + iteration + " " + item));
            found = new Found(opened(List.of(ended)), ended.size());
            known.put(key, found);
        }
        admit(key, found.size());
        return found.results().getFirst();
    }

    List<ChildResult> all(String task, int iteration, int total) {
        var key = new Asked(task, iteration, null, total);
        Found found = known.get(key);
        if (found != null) {
            admit(key, found.size());
            return found.results();
        }
        long size = children.sizeOfResults(tx, runs, task, iteration, total);
        admit(key, size);
        List<EndedChild> ended = children.results(tx, runs, task, iteration, total);
        if (ended.size() != total) {
            throw new IllegalStateException("workflow " + run.execution() + " has " + ended.size() + " results of "
                    + task + " " + iteration + ", not " + total);
        }
        found = new Found(opened(ended), size);
        known.put(key, found);
        return found.results();
    }

    private void admit(Asked key, long size) {
        if (asked.contains(key)) {
            return;
        }
        if (read + size > MOST) {
            throw new ExpressionException(
                    "the result of task '" + key.task() + "', with what else is read here, has more than "
                            + (MOST >> 20) + " MiB; let it write an artifact instead",
                    0,
                    null);
        }
        if (read + size > LARGE && !counted) {
            throw new LargeException();
        }
        read += size;
        asked.add(key);
    }

    /** With the secrets in their places; most have none. */
    private List<ChildResult> opened(List<EndedChild> ended) {
        var hiding = ended.stream()
                .filter(child -> SecretMarker.isIn(child.result()))
                .map(child -> child.execution().value())
                .toList();
        Map<Long, List<SealedSecret>> sealed = secretValues.list(tx, SecretHolder.EXECUTION_RESULT, hiding).stream()
                .collect(Collectors.groupingBy(SealedSecret::entity));
        List<ChildResult> opened = new ArrayList<>(ended.size());
        for (EndedChild child : ended) {
            List<SealedSecret> secrets = sealed.getOrDefault(child.execution().value(), List.of());
            opened.add(new ChildResult(
                    child.status(),
                    secretValues.restored(child.result(), secrets),
                    secrets.stream().map(SealedSecret::place).toList()));
        }
        return opened;
    }
}
