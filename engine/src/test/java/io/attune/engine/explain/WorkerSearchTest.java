package io.attune.engine.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.placement.Demands;
import io.attune.engine.placement.Offer;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerSearchTest {
    private static final Demands GPU = Demands.of("shell", null, null, labels("gpu"), null, null);

    private static JsonNode labels(String pool) {
        return JsonNodeFactory.instance.objectNode().put("pool", pool);
    }

    private static WorkerSearch.Candidate worker(String name, boolean active, boolean cordoned, String pool) {
        var capabilities = JsonNodeFactory.instance.objectNode();
        capabilities.putArray("runtimes").add("shell");
        capabilities.set("labels", labels(pool));
        return new WorkerSearch.Candidate(name, active, cordoned, Offer.of(capabilities));
    }

    @Test
    void withoutAWorkerThatFitsEachSaysWhatItLacksTheNearestFirst() {
        var why =
                WorkerSearch.explain(GPU, List.of(worker("one", true, false, "cpu"), worker("two", true, true, "gpu")));

        assertThat(why.cause()).isEqualTo("No worker can take it: 0 of 2 workers fit");
        assertThat(why.evidence())
                .containsExactly(
                        "worker two fits, but is cordoned",
                        "worker one: label pool is wanted to be 'gpu', it is 'cpu'");
        assertThat(why.remedy()).contains("uncordon");
    }

    @Test
    void aWorkerThatFitsMeansWaitingForAPlace() {
        var why = WorkerSearch.explain(
                GPU, List.of(worker("one", true, false, "gpu"), worker("two", false, false, "gpu")));

        assertThat(why.cause()).contains("waits in the queue", "1 of 2");
        assertThat(why.evidence()).singleElement().asString().contains("worker one");
    }

    @Test
    void whereNoWorkerIsOneIsToBeStarted() {
        assertThat(WorkerSearch.explain(GPU, List.of()).remedy()).contains("attune worker");
    }
}
