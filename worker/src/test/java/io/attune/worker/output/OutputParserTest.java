package io.attune.worker.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.catalog.OutputFormat;
import io.attune.worker.output.OutputParser.Parsed;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Output that is small as text and would be large as data. The formats themselves are tested with real runs. */
class OutputParserTest {
    private static final String MANY = "[" + "0,".repeat(500_000) + "0]";

    @Test
    void veryManyValuesStayText() {
        assertThat(OutputParser.parse(OutputFormat.TEXT, MANY)).isInstanceOf(Parsed.Nothing.class);
        assertThat(OutputParser.parse(OutputFormat.JSON, MANY)).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void linesAreCountedTogether() {
        var lines = "[0,0,0]\n".repeat(200_000);

        assertThat(OutputParser.parse(OutputFormat.JSONL, lines))
                .isInstanceOfSatisfying(
                        Parsed.Data.class,
                        data -> assertThat(data.value().size()).isLessThan(110_000));
    }

    @Test
    void aliasesAreCountedInFull() {
        var bomb = IntStream.range(1, 25)
                .mapToObj(i -> "a%d: &a%d [*a%d,*a%d]".formatted(i, i, i - 1, i - 1))
                .collect(Collectors.joining("\n", "a0: &a0 [x, x]\n", "\n"));

        assertThat(OutputParser.parse(OutputFormat.YAML, bomb)).isInstanceOf(Parsed.Invalid.class);
    }
}
