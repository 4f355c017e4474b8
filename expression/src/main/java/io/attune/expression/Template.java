package io.attune.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON document whose strings may hold expressions, compiled once and rendered many times by any number of threads (expressions.md
 * §2). A string that is one whole {@code {{ }}} becomes the value with its type; in other strings each {@code {{ }}} becomes text. Keys,
 * numbers, booleans and nulls stay as they are.
 */
public final class Template {
    private final Part root;

    private Template(Part root) {
        this.root = root;
    }

    /** @throws ExpressionSyntaxException for the first text that is no template; {@link #problems} finds them all */
    public static Template compile(JsonNode document) {
        List<ExpressionSyntaxException> problems = new ArrayList<>();
        Part root = part(document, "", problems);
        if (!problems.isEmpty()) {
            throw problems.getFirst();
        }
        return new Template(root);
    }

    /** @throws ExpressionSyntaxException when the text is no template */
    public static Template compile(String text) {
        return compile(TextNode.valueOf(text));
    }

    /** Everything that is wrong with the texts of a document, each with its place in it; empty when it compiles. */
    public static List<ExpressionSyntaxException> problems(JsonNode document) {
        List<ExpressionSyntaxException> problems = new ArrayList<>();
        part(document, "", problems);
        return problems;
    }

    /**
     * The document with its expressions replaced by their values. It may share structure with the values of the scope: treat it as
     * immutable.
     *
     * @throws ExpressionException when an expression has no value; never in lenient mode, where it gives null, or nothing within text
     */
    public JsonNode render(Scope scope, Mode mode) {
        return root.render(scope, mode);
    }

    /** The names its expressions start from, for checks when it is saved. */
    public Set<String> roots() {
        Set<String> roots = new LinkedHashSet<>();
        root.expressions().forEach(expression -> roots.addAll(expression.roots()));
        return roots;
    }

    /** Its expressions in the order of the document. */
    public List<Expression> expressions() {
        return root.expressions();
    }

    /** Whether it has no expressions, so that rendering gives the document itself. */
    public boolean isConstant() {
        return root.expressions().isEmpty();
    }

    private static Part part(JsonNode document, String field, List<ExpressionSyntaxException> problems) {
        if (document.isTextual()) {
            return text(document, field, problems);
        }
        if (document.isArray()) {
            List<Part> elements = new ArrayList<>(document.size());
            for (int i = 0; i < document.size(); i++) {
                elements.add(part(document.get(i), field + "[" + i + "]", problems));
            }
            return new ListPart(elements);
        }
        if (document.isObject()) {
            Map<String, Part> members = new LinkedHashMap<>();
            document.properties()
                    .forEach(member -> members.put(
                            member.getKey(),
                            part(
                                    member.getValue(),
                                    field.isEmpty() ? member.getKey() : field + "." + member.getKey(),
                                    problems)));
            return new ObjectPart(members);
        }
        return new ConstantPart(document);
    }

    private static Part text(JsonNode text, String field, List<ExpressionSyntaxException> problems) {
        try {
            return TextPart.compile(text);
        } catch (ExpressionSyntaxException problem) {
            problems.add(field.isEmpty() ? problem : problem.in(field));
            return new ConstantPart(text);
        }
    }

    /** A piece of a document that can be rendered. */
    sealed interface Part permits ConstantPart, ListPart, ObjectPart, TextPart {
        JsonNode render(Scope scope, Mode mode);

        List<Expression> expressions();
    }

    record ConstantPart(JsonNode value) implements Part {
        @Override
        public JsonNode render(Scope scope, Mode mode) {
            return value;
        }

        @Override
        public List<Expression> expressions() {
            return List.of();
        }
    }

    private record ListPart(List<Part> elements) implements Part {
        @Override
        public JsonNode render(Scope scope, Mode mode) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode(elements.size());
            elements.forEach(element -> list.add(element.render(scope, mode)));
            return list;
        }

        @Override
        public List<Expression> expressions() {
            return elements.stream()
                    .flatMap(element -> element.expressions().stream())
                    .toList();
        }
    }

    private record ObjectPart(Map<String, Part> members) implements Part {
        @Override
        public JsonNode render(Scope scope, Mode mode) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            members.forEach((name, member) -> object.set(name, member.render(scope, mode)));
            return object;
        }

        @Override
        public List<Expression> expressions() {
            return members.values().stream()
                    .flatMap(member -> member.expressions().stream())
                    .toList();
        }
    }
}
