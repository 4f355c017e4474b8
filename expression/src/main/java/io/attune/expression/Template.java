package io.attune.expression;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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
        Part root = part(document, "", new Compilation(problems, _ -> List.of()));
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
        return problems(document, _ -> List.of());
    }

    /** As {@link #problems(JsonNode)}, with the names and functions that do not exist where the document is rendered. */
    public static List<ExpressionSyntaxException> problems(JsonNode document, Vocabulary vocabulary) {
        return problems(document, vocabulary::unknown);
    }

    private static List<ExpressionSyntaxException> problems(
            JsonNode document, Function<Expression, List<ExpressionSyntaxException>> check) {
        List<ExpressionSyntaxException> problems = new ArrayList<>();
        part(document, "", new Compilation(problems, check));
        return problems;
    }

    /** What is found on the way through a document, and what is asked of each of its expressions. */
    private record Compilation(
            List<ExpressionSyntaxException> problems, Function<Expression, List<ExpressionSyntaxException>> check) {
        void add(ExpressionSyntaxException problem, String field) {
            problems.add(field.isEmpty() ? problem : problem.in(field));
        }
    }

    /**
     * The document with its expressions replaced by their values. It may share structure with the values of the scope: treat it as
     * immutable.
     *
     * @throws ExpressionException when an expression has no value; in lenient mode that is null, or nothing within text. In every mode when
     *     the document grows beyond {@link Limits#DOCUMENT_SIZE}
     */
    public JsonNode render(Scope scope, Mode mode) {
        return root.render(new Rendering(scope, mode));
    }

    /** Its expressions in the order of the document. */
    public List<Expression> expressions() {
        return root.expressions();
    }

    /** The texts with expressions, in the order of the document: what a value at each place is made of. */
    public List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        root.collect(JsonPointer.empty(), slots);
        return slots;
    }

    /**
     * A text of the document that holds expressions.
     *
     * @param at its place in the document, and in everything that is rendered from it
     * @param references the paths that its expressions read, as {@link Expression#references}
     * @param path the one path that the text is and nothing else, so that what it renders to is the value itself
     */
    public record Slot(JsonPointer at, List<List<String>> references, Optional<List<String>> path) {
        public Slot {
            references = List.copyOf(references);
        }
    }

    /** Whether it has no expressions, so that rendering gives the document itself. */
    public boolean isConstant() {
        return root.expressions().isEmpty();
    }

    private static Part part(JsonNode document, String field, Compilation compilation) {
        if (document.isTextual()) {
            return text(document, field, compilation);
        }
        if (document.isArray()) {
            List<Part> elements = new ArrayList<>(document.size());
            for (int i = 0; i < document.size(); i++) {
                elements.add(part(document.get(i), field + "[" + i + "]", compilation));
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
                                    compilation)));
            return new ObjectPart(members);
        }
        return new ConstantPart(document);
    }

    private static Part text(JsonNode text, String field, Compilation compilation) {
        try {
            Part part = TextPart.compile(text);
            part.expressions()
                    .forEach(expression ->
                            compilation.check().apply(expression).forEach(problem -> compilation.add(problem, field)));
            return part;
        } catch (ExpressionSyntaxException problem) {
            compilation.add(problem, field);
            return new ConstantPart(text);
        }
    }

    /** A piece of a document that can be rendered. */
    sealed interface Part permits ConstantPart, ListPart, ObjectPart, TextPart {
        JsonNode render(Rendering rendering);

        List<Expression> expressions();

        /** Adds the texts with expressions in this part, which is at {@code at}. */
        void collect(JsonPointer at, List<Slot> slots);
    }

    record ConstantPart(JsonNode value) implements Part {
        @Override
        public void collect(JsonPointer at, List<Slot> slots) {
            // It reads nothing.
        }

        @Override
        public JsonNode render(Rendering rendering) {
            return value;
        }

        @Override
        public List<Expression> expressions() {
            return List.of();
        }
    }

    private record ListPart(List<Part> elements) implements Part {
        @Override
        public void collect(JsonPointer at, List<Slot> slots) {
            for (int i = 0; i < elements.size(); i++) {
                elements.get(i).collect(at.appendIndex(i), slots);
            }
        }

        @Override
        public JsonNode render(Rendering rendering) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode(elements.size());
            elements.forEach(element -> list.add(element.render(rendering)));
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
        public void collect(JsonPointer at, List<Slot> slots) {
            members.forEach((name, member) -> member.collect(at.appendProperty(name), slots));
        }

        @Override
        public JsonNode render(Rendering rendering) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            members.forEach((name, member) -> object.set(name, member.render(rendering)));
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
