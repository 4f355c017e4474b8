package io.attune.engine.workflow.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.parameter.SecretFlow;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.expression.ExpressionException;
import io.attune.expression.ExpressionSyntaxException;
import io.attune.expression.Mode;
import io.attune.expression.Scope;
import io.attune.expression.Template;
import io.attune.model.secret.SecretPlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document of a task with templates in it. One that nobody can read is kept: it fails the task that needs it, with a message that names
 * it, and not the workflow.
 */
public final class Text {
    private final JsonNode source;
    private final @Nullable Template template;
    private final @Nullable ExpressionSyntaxException broken;
    private final SecretFlow secrets;
    private final Reads reads;

    private Text(JsonNode source, @Nullable Template template, @Nullable ExpressionSyntaxException broken) {
        this.source = source;
        this.template = template;
        this.broken = broken;
        this.secrets = SecretFlow.ofAnyRoot(template == null ? Template.compile("") : template);
        this.reads = template == null ? Reads.NOTHING : Reads.of(template.expressions());
    }

    /** @param field what the document is called in the task, for messages */
    static Text of(JsonNode source, String field) {
        try {
            return new Text(source, Template.compile(source), null);
        } catch (ExpressionSyntaxException e) {
            return new Text(source, null, e.in(field));
        }
    }

    static Text empty() {
        return of(JsonNodeFactory.instance.objectNode(), "");
    }

    /** @throws ExpressionException when an expression has no value, or there is no template */
    public JsonNode render(Scope scope) {
        if (template == null) {
            throw broken == null ? new IllegalStateException("a text is a template or broken") : broken;
        }
        return template.render(scope, Mode.STRICT);
    }

    /** Where a rendering holds what came from secrets; none inside another. */
    public List<SecretPlace> secretPlaces(JsonNode rendered, List<SecretOrigin> origins) {
        return origins.isEmpty() ? List.of() : secrets.places(rendered, origins);
    }

    /** Those of the origins that a rendering can hold. */
    public List<SecretOrigin> secretsAmong(List<SecretOrigin> origins) {
        return secrets.readAmong(origins);
    }

    public Reads reads() {
        return reads;
    }

    boolean calls(String function) {
        return template != null && template.expressions().stream().anyMatch(expression -> expression.calls(function));
    }

    /** As it was written. */
    public JsonNode source() {
        return source;
    }

    public boolean isEmpty() {
        return source.isContainerNode() && source.isEmpty();
    }
}
