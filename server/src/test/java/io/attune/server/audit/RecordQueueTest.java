package io.attune.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.store.audit.AuditEntry;
import io.attune.store.audit.AuditEntry.Actor;
import io.attune.store.audit.AuditEntry.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordQueueTest {
    private static final AuditEntry ENTRY = new AuditEntry(
            1L,
            "api",
            "api.get.success",
            "success",
            new Actor(null, null, null, null, null),
            null,
            Resource.NONE,
            null,
            null,
            null);

    @Test
    void aPlaceIsTakenUntilItsRecordIsStored() throws Exception {
        var queue = new RecordQueue(2);

        assertThat(queue.reserve()).isTrue();
        assertThat(queue.reserve()).isTrue();
        assertThat(queue.reserve()).isFalse();

        queue.add(List.of(ENTRY));
        assertThat(queue.reserve()).isFalse();
        var taken = queue.take(10, 1);
        assertThat(taken).hasSize(1);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.reserve()).isFalse();

        queue.stored(taken);
        assertThat(queue.reserve()).isTrue();
        queue.giveBack();
        assertThat(queue.reserve()).isTrue();
    }

    @Test
    void aBatchHasABound() throws Exception {
        var queue = new RecordQueue(5);
        for (int i = 0; i < 5; i++) {
            queue.add(List.of(ENTRY));
        }

        assertThat(queue.take(3, 1)).hasSize(3);
        assertThat(queue.take(3, 1)).hasSize(2);
        assertThat(queue.take(3, 1)).isEmpty();
    }
}
