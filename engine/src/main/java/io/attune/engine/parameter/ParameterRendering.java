package io.attune.engine.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.expression.ExpressionException;
import io.attune.expression.Mode;
import io.attune.expression.Scope;
import io.attune.expression.Template;
import io.attune.model.json.StorableJson;
import java.util.List;
import java.util.Optional;

/**
 * Makes an action's parameters of an event, as the {@code action_params} of a rule say (expressions.md §3.2). What cannot be found is null
 * or empty text; a template that nobody can read fails the run, not the event.
 */
public sealed interface ParameterRendering {
    /** Templates that can be rendered. */
    record Compiled(Template template) implements ParameterRendering {}

    /** Templates that were stored although nobody can read them. */
    record Broken(String message) implements ParameterRendering {}

    /** @param actionParams of a rule; anything but an object means no parameters */
    static ParameterRendering of(JsonNode actionParams) {
        try {
            return new Compiled(Template.compile(actionParams));
        } catch (ExpressionException e) {
            return new Broken("the parameters of the rule cannot be read: " + e.explanation());
        }
    }

    /** Renders, applies the action's defaults, and checks. Nothing is converted. */
    default RenderedParameters render(Scope scope, ParameterCheck check) {
        ObjectNode rendered = JsonNodeFactory.instance.objectNode();
        switch (this) {
            case Compiled(Template template) -> {
                try {
                    if (template.render(scope, Mode.LENIENT) instanceof ObjectNode object) {
                        rendered = object;
                    }
                } catch (ExpressionException e) {
                    return new RenderedParameters(rendered, List.of(), Optional.of(e.explanation()));
                }
            }
            case Broken(String message) -> {
                return new RenderedParameters(rendered, List.of(), Optional.of(message));
            }
        }
        Optional<String> unstorable = StorableJson.problem(rendered);
        if (unstorable.isPresent()) {
            // An expression can make a value that its event did not hold. It is this rule's fault, not the event's.
            return new RenderedParameters(
                    JsonNodeFactory.instance.objectNode(),
                    List.of(),
                    Optional.of("a parameter that the rule renders " + unstorable.get()));
        }
        CheckedParameters checked = check.check(rendered);
        return new RenderedParameters(
                checked.parameters(),
                check.schema().locateSecrets(checked.parameters()),
                checked.fit() ? Optional.empty() : Optional.of(checked.text()));
    }
}
