package io.attune.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.expression.function.Budget;
import io.attune.expression.function.Values;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Where an expression is valid in both languages, its value is that of Jinja2 (design D2, D20). The golden values are checked in; where
 * Jinja2 is installed, fresh expressions are compared as well. See README.md beside the golden file.
 */
class Jinja2DifferentialTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path GENERATOR = Path.of("src/test/python/jinja2_golden.py");
    private static final String PYTHON = "/usr/bin/python3";
    private static final int LIVE = 3_000;

    @Test
    void theGoldenValuesAreOurs() throws IOException {
        InputStream golden = Objects.requireNonNull(getClass().getResourceAsStream("jinja2-golden.jsonl.gz"));
        try (BufferedReader lines = reader(new GZIPInputStream(golden))) {
            assertThat(compare(lines)).isGreaterThan(5_000);
        }
    }

    @Test
    void freshExpressionsAgreeWhereJinja2IsInstalled() throws Exception {
        assumeTrue(jinja2IsInstalled(), "python3 with jinja2 is not installed");
        long seed = ThreadLocalRandom.current().nextInt(1_000_000);
        Process process = new ProcessBuilder(
                        PYTHON, GENERATOR.toString(), "--seed", Long.toString(seed), "--count", Integer.toString(LIVE))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = reader(process.getInputStream())) {
            assertThat(compare(lines)).as("seed %d", seed).isEqualTo(LIVE);
        } finally {
            process.destroy();
        }
    }

    private static boolean jinja2IsInstalled() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(PYTHON, "-c", "import jinja2")
                    .redirectErrorStream(true)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static BufferedReader reader(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** @return how many expressions were compared */
    private static int compare(BufferedReader lines) throws IOException {
        Map<String, JsonNode> context = new HashMap<>();
        MAPPER.readTree(lines.readLine())
                .get("context")
                .properties()
                .forEach(root -> context.put(root.getKey(), root.getValue()));
        Scope scope = Scope.of(context);
        List<String> differences = new ArrayList<>();
        int count = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode entry = MAPPER.readTree(line);
            String expression = entry.get("e").textValue();
            String ours = ours(expression, scope, entry.get("v"));
            if (!ours.isEmpty()) {
                differences.add(expression + "\n    Jinja2: " + (entry.has("v") ? entry.get("v") : "error")
                        + "\n    ours:   " + ours);
            }
            count++;
        }
        assertThat(differences).as("%d differences", differences.size()).isEmpty();
        return count;
    }

    /** Our result when it differs, else nothing. */
    private static String ours(String expression, Scope scope, JsonNode expected) {
        try {
            JsonNode value = Expression.compile(expression).evaluate(scope, Mode.STRICT);
            return expected != null && Values.equal(value, expected, new Budget()) ? "" : value.toString();
        } catch (ExpressionException failure) {
            return expected == null ? "" : "error: " + failure.explanation();
        }
    }
}
