package io.attune.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What matching a rule and rendering its parameters costs, per call. Run by {@code mvn -Pjmh -pl expression -am test-compile}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ExpressionBenchmark {
    private static final String SIMPLE = "trigger.payload.level == 'error'";
    private static final String COMPOUND =
            "(trigger.payload.level == 'error' and trigger.payload.priority > 5) or trigger.payload.environment in ['prod', 'staging']";
    private static final String PARAMETERS =
            "{message: 'level {{ event.payload.level }} in {{ event.payload.environment | upper }}', priority: '{{ event.payload.priority }}',"
                    + " all: '{{ event.payload }}', fixed: [1, 'x']}";

    private final io.attune.expression.Scope event =
            Json.event("{level: 'error', priority: 3, environment: 'production', detail: {state: 'on'}}");
    private final Condition simple = Condition.compile(TextNode.valueOf(SIMPLE));
    private final Condition compound = Condition.compile(TextNode.valueOf(COMPOUND));
    private final Condition fields = Condition.compile(
            Json.of(
                    "[{field: 'detail.state', operator: 'equals', value: 'on'}, {field: 'priority', operator: '<', value: 5}]"));
    private final Condition pattern =
            Condition.compile(TextNode.valueOf("match('^prod.*n$', event.payload.environment)"));
    private final JsonNode parameters = Json.of(PARAMETERS);
    private final Template template = Template.compile(parameters);

    @Benchmark
    public boolean testSimpleCriteria() {
        return simple.test(event);
    }

    @Benchmark
    public boolean testCompoundCriteria() {
        return compound.test(event);
    }

    @Benchmark
    public boolean testFieldList() {
        return fields.test(event);
    }

    @Benchmark
    public boolean testPattern() {
        return pattern.test(event);
    }

    @Benchmark
    public JsonNode renderParameters() {
        return template.render(event, io.attune.expression.Mode.LENIENT);
    }

    @Benchmark
    public Condition compileCompoundCriteria() {
        return Condition.compile(TextNode.valueOf(COMPOUND));
    }

    @Benchmark
    public Template compileParameters() {
        return Template.compile(parameters);
    }

    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(ExpressionBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
