package io.attune.engine.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.attune.model.id.RuleId;
import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What finding the rules of one event costs, with one match among many rules of the trigger: it must not grow with the rules (design.md
 * §8: at most 0.3 ms with 10 000). Run by {@code mvn -Pjmh -pl engine -am test-compile}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RuleIndexBenchmark {
    private static final Owner OWNER = new Owner.Tenant(new TenantId(1));

    @Param({"10", "1000", "10000"})
    int rules;

    private RuleIndex index = RuleIndex.EMPTY;
    private JsonNode event = JsonNodeFactory.instance.objectNode();
    private io.attune.expression.Scope scope = io.attune.expression.Scope.empty();

    @Setup
    public void fill() {
        index = RuleIndex.of(IntStream.range(0, rules)
                .mapToObj(number -> rule(
                        number, "trigger.payload.level == 'error' and trigger.payload.service == 's" + number + "'"))
                .toList());
        ObjectNode payload = JsonNodeFactory.instance
                .objectNode()
                .put("level", "error")
                .put("service", "s7")
                .put("message", "disk full")
                .put("priority", 3);
        scope = io.attune.expression.Scope.ofEvent(1, "p.t", payload, "2026-01-31T12:00:00Z")
                .build();
        event = Objects.requireNonNull(scope.lookup("event"));
    }

    private static IndexedRule rule(int number, String criteria) {
        return IndexedRule.of(new RuleId(number), "p.r" + number, OWNER, "p.t", TextNode.valueOf(criteria));
    }

    @Benchmark
    public MatchOutcome matchOne() {
        return index.match("p.t", OWNER, event, _ -> scope);
    }

    @Benchmark
    public RuleIndex changeOne() {
        return index.with(List.of(), List.of(rule(1, "trigger.payload.service == 'other'")));
    }

    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(RuleIndexBenchmark.class.getName())
                        .build())
                .run();
    }
}
