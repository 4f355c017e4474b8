package io.attune.engine.parameter;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.expression.ExpressionException;
import io.attune.expression.Mode;
import io.attune.expression.Scope;
import io.attune.expression.Template;
import io.attune.model.json.StorableJson;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Makes an action's parameters of an event, as the {@code action_params} of a rule say (expressions.md §3.2). What cannot be found is null
 * or empty text; a template that nobody can read fails the run, not the event.
 */
public sealed interface ParameterRendering {
    /** Templates that can be rendered. */
    record Compiled(Template template, SecretFlow secrets) implements ParameterRendering {}

    /** Templates that were stored although nobody can read them. */
    record Broken(String message) implements ParameterRendering {}

    /** @param actionParams of a rule; anything but an object means no parameters */
    static ParameterRendering of(JsonNode actionParams) {
        try {
            Template template = Template.compile(actionParams);
            return new Compiled(template, SecretFlow.of(template));
        } catch (ExpressionException e) {
            return new Broken("the parameters of the rule cannot be read: " + e.explanation());
        }
    }

    /**
     * Renders, applies the action's defaults, and checks. Nothing is converted. A secret that would be seen in the parameter it is meant for
     * fails the run (security.md §4.3).
     *
     * @param origins the secrets in {@code scope}; asked only if the templates could reach one
     */
    default RenderedParameters render(Scope scope, Supplier<List<SecretOrigin>> origins, ParameterCheck check) {
        return switch (this) {
            case Compiled(Template template, SecretFlow secrets) -> render(template, secrets, scope, origins, check);
            case Broken(String message) -> RenderedParameters.failed(message);
        };
    }

    private static RenderedParameters render(
            Template template,
            SecretFlow flow,
            Scope scope,
            Supplier<List<SecretOrigin>> origins,
            ParameterCheck check) {
        ObjectNode rendered;
        try {
            rendered = template.render(scope, Mode.LENIENT) instanceof ObjectNode object
                    ? object
                    : JsonNodeFactory.instance.objectNode();
        } catch (ExpressionException e) {
            return RenderedParameters.failed(e.explanation());
        }
        List<SecretPlace> carried = flow.isClean() ? List.of() : flow.places(rendered, origins.get());
        List<SecretPlace> undeclared = SecretFlow.undeclared(check.schema(), carried);
        if (!undeclared.isEmpty()) {
            return RenderedParameters.failed(
                    undeclared.stream().map(SecretFlow::refusal).collect(Collectors.joining("; ")));
        }
        Optional<String> unstorable = StorableJson.problem(rendered);
        if (unstorable.isPresent()) {
            // An expression can make a value that its event did not hold. It is this rule's fault, not the event's.
            return RenderedParameters.failed("a parameter that the rule renders " + unstorable.get());
        }
        CheckedParameters checked = check.checkBeforeKeys(rendered);
        return new RenderedParameters(
                checked.parameters(),
                check.schema().locateSecrets(checked.parameters()).stream()
                        .map(at -> declared(at, carried))
                        .toList(),
                checked.fit() ? Optional.empty() : Optional.of(checked.text()));
    }

    /** One that the schema declares, with the origin of what it holds; of several, as in an object of two keys, one is named. */
    private static SecretPlace declared(JsonPointer at, List<SecretPlace> carried) {
        SecretPlace place = new SecretPlace(at, SecretSource.SCHEMA);
        return carried.stream()
                .filter(inside -> place.holds(inside.at()))
                .findFirst()
                .map(inside -> new SecretPlace(at, inside.source()))
                .orElse(place);
    }
}
