package io.attune.engine.inquiry;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.attune.engine.parameter.CheckedParameters;
import io.attune.engine.parameter.ParameterCheck;
import io.attune.engine.parameter.Violation;
import io.attune.model.id.IdentityId;
import io.attune.model.schema.FlatSchema;
import io.attune.model.schema.SchemaLint;
import io.attune.model.schema.SchemaProblem;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a person is asked: the inputs of {@code core.ask}, or {@code __inquiry} in a result (workflows.md §11).
 *
 * @param responseSchema null when any answer will do
 * @param defaultResponse in clear; null for none
 * @param secrets where the default holds secrets
 * @param limit how long an answer is waited for, as far as the question itself says
 */
public record Question(
        String prompt,
        @Nullable ObjectNode responseSchema,
        @Nullable IdentityId assignedTo,
        @Nullable JsonNode defaultResponse,
        List<SecretPlace> secrets,
        @Nullable Duration limit) {
    /** The action that asks. */
    public static final String ACTION = "core.ask";

    /** The member of a result that asks. */
    public static final String MEMBER = "__inquiry";

    private static final JsonPointer AT_TOP = JsonPointer.compile("/" + MEMBER);
    private static final JsonPointer IN_DATA = JsonPointer.compile("/data/" + MEMBER);
    private static final String NO_PROMPT = "Approval required";
    private static final int LONGEST_PROMPT = 10_000;
    private static final String DEFAULT = "default_response";

    /** A hundred years: beyond that a date is hard to name. */
    private static final long LONGEST_LIMIT = 36_525L * 24 * 60 * 60;

    public Question {
        secrets = List.copyOf(secrets);
    }

    /** What became of reading a question. */
    public sealed interface Reading {
        record Sound(Question question) implements Reading {}

        record Unsound(List<Finding> findings) implements Reading {
            public Unsound {
                findings = List.copyOf(findings);
            }

            /** All findings in one line, as the {@code error} of an execution shows them. */
            public String text() {
                return "The question cannot be asked: "
                        + findings.stream()
                                .map(found -> found.field() + " " + found.message())
                                .collect(Collectors.joining("; "));
            }
        }
    }

    /** One thing that is wrong. */
    public record Finding(String field, String message) {}

    /** Where the result of a process asks a question: at its top, or in what it printed. */
    public static Optional<JsonPointer> placeIn(ObjectNode result) {
        if (result.path(MEMBER).isObject()) {
            return Optional.of(AT_TOP);
        }
        return result.path("data").path(MEMBER).isObject() ? Optional.of(IN_DATA) : Optional.empty();
    }

    /** The default with markers where its secrets are. */
    public @Nullable JsonNode shownDefault() {
        return defaultResponse == null
                ? null
                : SecretMarker.redacted(
                        defaultResponse, secrets.stream().map(SecretPlace::at).toList());
    }

    /**
     * Reads a question.
     *
     * @param fields in clear
     * @param hidden where they hold secrets, which only the default may
     */
    public static Reading read(JsonNode fields, List<SecretPlace> hidden) {
        List<Finding> findings = new ArrayList<>();
        List<SecretPlace> secrets = new ArrayList<>();
        for (SecretPlace place : hidden) {
            List<String> way = place.segments();
            String field = way.isEmpty() ? "question" : way.getFirst();
            if (field.equals(DEFAULT)) {
                secrets.add(new SecretPlace(place.at().tail(), place.source()));
            } else {
                findings.add(new Finding(
                        field, "must not hold " + place.source().text() + ": whoever is asked would see it"));
            }
        }
        String prompt = prompt(fields.path("prompt"), findings);
        ObjectNode schema = schema(fields.path("response_schema"), findings);
        IdentityId assignedTo = whole(fields.path("assigned_to"), "assigned_to", Long.MAX_VALUE, findings)
                .map(IdentityId::new)
                .orElse(null);
        Duration limit = whole(fields.path("timeout_seconds"), "timeout_seconds", LONGEST_LIMIT, findings)
                .map(Duration::ofSeconds)
                .orElse(null);
        JsonNode fallback = fields.path(DEFAULT);
        JsonNode given = isGiven(fallback) ? fallback : null;
        if (given != null && findings.isEmpty()) {
            Checked checked = check(schema, given);
            checked.violations()
                    .forEach(violation -> findings.add(new Finding(
                            violation.parameter().isEmpty() ? DEFAULT : DEFAULT + "." + violation.parameter(),
                            violation.message())));
            checked.secrets().stream()
                    .filter(place -> secrets.stream().noneMatch(known -> known.holds(place.at())))
                    .forEach(place -> {
                        secrets.removeIf(known -> place.holds(known.at()));
                        secrets.add(place);
                    });
            given = checked.response();
        }
        return findings.isEmpty()
                ? new Reading.Sound(new Question(prompt, schema, assignedTo, given, secrets, limit))
                : new Reading.Unsound(findings);
    }

    private static boolean isGiven(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    private static String prompt(JsonNode value, List<Finding> findings) {
        if (!isGiven(value) || (value.isTextual() && value.textValue().isBlank())) {
            return NO_PROMPT;
        }
        // A secret in the output of a process is a marker by now.
        if (!value.isTextual()) {
            findings.add(new Finding(
                    "prompt", SecretMarker.is(value) ? "must not be secret" : "must be a text, found " + value));
            return NO_PROMPT;
        }
        String text = value.textValue();
        int length = text.codePointCount(0, text.length());
        if (length > LONGEST_PROMPT) {
            findings.add(new Finding("prompt", "must have at most " + LONGEST_PROMPT + " characters, found " + length));
        }
        return text;
    }

    private static @Nullable ObjectNode schema(JsonNode value, List<Finding> findings) {
        if (!isGiven(value)) {
            return null;
        }
        List<SchemaProblem> problems = SchemaLint.check(value, Question::patternProblem);
        problems.stream().filter(SchemaProblem::fatal).forEach(problem -> findings.add(place(problem)));
        return value instanceof ObjectNode schema && !schema.isEmpty() ? schema : null;
    }

    private static Finding place(SchemaProblem problem) {
        String field =
                problem.path().isEmpty() ? "response_schema" : "response_schema." + String.join(".", problem.path());
        return new Finding(
                field, problem.hint() == null ? problem.message() : problem.message() + "; " + problem.hint());
    }

    private static Optional<String> patternProblem(String pattern) {
        try {
            var _ = Pattern.compile(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("is not a regular expression: " + e.getMessage());
        }
    }

    private static Optional<Long> whole(JsonNode value, String field, long most, List<Finding> findings) {
        if (!isGiven(value)) {
            return Optional.empty();
        }
        if (value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() > 0
                && value.longValue() <= most) {
            return Optional.of(value.longValue());
        }
        findings.add(new Finding(
                field,
                "must be a whole number above 0" + (most == Long.MAX_VALUE ? "" : ", at most " + most) + ", found "
                        + value));
        return Optional.empty();
    }

    /**
     * An answer held against the schema.
     *
     * @param response with the defaults of the schema where it says nothing
     * @param secrets where the schema says that it holds secrets
     */
    record Checked(JsonNode response, List<SecretPlace> secrets, List<Violation> violations) {}

    /** @param schema null for any answer */
    static Checked check(@Nullable JsonNode schema, JsonNode response) {
        FlatSchema flat = FlatSchema.of(schema);
        if (flat.isEmpty()) {
            return new Checked(response, List.of(), List.of());
        }
        if (!(response instanceof ObjectNode object)) {
            return new Checked(
                    response,
                    List.of(),
                    List.of(new Violation("", "type", "must be an object with the members of response_schema")));
        }
        CheckedParameters checked = ParameterCheck.of(flat).check(object);
        List<SecretPlace> secrets = new ArrayList<>();
        for (JsonPointer at : flat.locateSecrets(checked.parameters())) {
            secrets.add(new SecretPlace(at, SecretSource.SCHEMA));
        }
        return new Checked(checked.parameters(), secrets, checked.violations());
    }

    /** What a run of {@link #ACTION} shows while it waits. */
    public static ObjectNode waiting(long inquiry) {
        return JsonNodeFactory.instance.objectNode().put("inquiry_id", inquiry).put("status", "pending");
    }
}
