package io.attune.expression.compile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.expression.ExpressionException;
import io.attune.expression.function.Values;
import io.attune.model.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nodes that read names, members and elements; the only source of undefined values besides a conditional without else. */
final class Access {
    private Access() {}

    static final class NameNode extends Node {
        private final String name;

        NameNode(String name, int position) {
            super(position);
            this.name = name;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            JsonNode value = evaluation.scope().lookup(name);
            return value == null ? Values.UNDEFINED : value;
        }

        @Override
        ExpressionException undefined(Evaluation evaluation) {
            return error(
                    "'" + name + "' is undefined",
                    suggestion(name, evaluation.scope().names()));
        }
    }

    /** {@code target.name}, and {@code target['name']} when the name is known. */
    static final class MemberNode extends Node {
        private final Node target;
        private final String name;
        /** The index that a name of digits also is; -1 for other names. */
        private final int index;

        MemberNode(Node target, String name, boolean mayIndex, int position) {
            super(position);
            this.target = target;
            this.name = name;
            this.index = mayIndex ? indexOf(name) : -1;
        }

        private static int indexOf(String name) {
            boolean digits = name.length() <= 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
            return digits && !name.isEmpty() ? Integer.parseInt(name) : -1;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            JsonNode from = target.raw(evaluation);
            JsonNode value = index >= 0 && from.isArray() ? from.get(index) : from.get(name);
            return value == null ? Values.UNDEFINED : value;
        }

        @Override
        ExpressionException undefined(Evaluation evaluation) {
            JsonNode from = target.value(evaluation);
            if (from.isObject()) {
                List<String> known = new ArrayList<>();
                from.fieldNames().forEachRemaining(known::add);
                return error("'" + name + "' is undefined: the object has no such member", suggestion(name, known));
            }
            if (index >= 0 && from.isArray()) {
                return error("index " + index + " is out of range: the array has " + from.size() + " elements", null);
            }
            return error(
                    "cannot read '" + name + "' of " + Values.described(from),
                    from.isNull() ? "use  | default(…)  or test it with  is defined" : null);
        }
    }

    /** {@code target[index]} with an index that is computed. */
    static final class IndexNode extends Node {
        private final Node target;
        private final Node index;

        IndexNode(Node target, Node index, int position) {
            super(position);
            this.target = target;
            this.index = index;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            JsonNode from = target.raw(evaluation);
            JsonNode key = index.value(evaluation);
            if (Values.isUndefined(key) || Values.isUndefined(from)) {
                return Values.UNDEFINED;
            }
            if (key.isTextual()) {
                JsonNode member = from.isObject() ? from.get(key.textValue()) : null;
                return member == null ? Values.UNDEFINED : member;
            }
            if (!key.isIntegralNumber()) {
                throw error("an index is an integer or a string, not " + Values.described(key), null);
            }
            return key.canConvertToInt() ? element(from, key.intValue(), evaluation) : Values.UNDEFINED;
        }

        private static JsonNode element(JsonNode from, int index, Evaluation evaluation) {
            if (from.isArray()) {
                JsonNode element = from.get(index < 0 ? index + from.size() : index);
                return element == null ? Values.UNDEFINED : element;
            }
            if (from.isTextual()) {
                String text = from.textValue();
                evaluation.budget().steps(text.length() / 16);
                int length = Values.length(from);
                int place = index < 0 ? index + length : index;
                if (place < 0 || place >= length) {
                    return Values.UNDEFINED;
                }
                int start = text.offsetByCodePoints(0, place);
                return Values.text(new String(Character.toChars(text.codePointAt(start))));
            }
            return Values.UNDEFINED;
        }

        @Override
        ExpressionException undefined(Evaluation evaluation) {
            JsonNode from = target.value(evaluation);
            JsonNode key = index.value(evaluation);
            if (from.isObject() && key.isTextual()) {
                List<String> known = new ArrayList<>();
                from.fieldNames().forEachRemaining(known::add);
                return error("the object has no member of that name", suggestion(key.textValue(), known));
            }
            if ((from.isArray() || from.isTextual()) && key.isNumber()) {
                return error("the index is out of range: the length is " + Values.length(from), null);
            }
            return error("cannot index " + Values.described(from) + " by " + Values.described(key), null);
        }
    }

    /** {@code target[start:end:step]} with the clamping of Python. */
    static final class SliceNode extends Node {
        private final Node target;
        private final @Nullable Node start;
        private final @Nullable Node end;
        private final @Nullable Node step;

        SliceNode(Node target, @Nullable Node start, @Nullable Node end, @Nullable Node step, int position) {
            super(position);
            this.target = target;
            this.start = start;
            this.end = end;
            this.step = step;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            JsonNode from = target.value(evaluation);
            if (Values.isUndefined(from)) {
                return Values.UNDEFINED;
            }
            if (!from.isArray() && !from.isTextual()) {
                throw error("only an array or a string can be sliced, not " + Values.described(from), null);
            }
            int by = bound(step, 1, evaluation);
            if (by == 0) {
                throw error("the step of a slice cannot be zero", null);
            }
            int length = Values.length(from);
            int first = clamp(bound(start, by > 0 ? 0 : Integer.MAX_VALUE, evaluation), start != null, length, by);
            int last = clamp(
                    bound(end, by > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE, evaluation), end != null, length, by);
            evaluation.budget().create(length);
            return from.isArray() ? elements(from, first, last, by) : letters(from.textValue(), first, last, by);
        }

        private int bound(@Nullable Node node, int otherwise, Evaluation evaluation) {
            JsonNode value = node == null ? null : node.value(evaluation);
            if (value == null || value.isNull()) {
                return otherwise;
            }
            if (!value.isIntegralNumber()) {
                throw error("the bounds of a slice are integers, not " + Values.described(value), null);
            }
            return value.canConvertToInt()
                    ? value.intValue()
                    : value.bigIntegerValue().signum() * (Integer.MAX_VALUE / 2);
        }

        private static int clamp(int bound, boolean given, int length, int step) {
            int lowest = step > 0 ? 0 : -1;
            int highest = step > 0 ? length : length - 1;
            // A bound that was given counts from the end when negative; the implied ones are plain extremes.
            int place = given && bound < 0 ? bound + length : bound;
            return Math.max(lowest, Math.min(highest, place));
        }

        private static JsonNode elements(JsonNode from, int first, int last, int step) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            for (long i = first; step > 0 ? i < last : i > last; i += step) {
                result.add(from.get((int) i));
            }
            return result;
        }

        private static JsonNode letters(String text, int first, int last, int step) {
            int[] letters = text.codePoints().toArray();
            StringBuilder result = new StringBuilder();
            for (long i = first; step > 0 ? i < last : i > last; i += step) {
                result.appendCodePoint(letters[(int) i]);
            }
            return Values.text(result.toString());
        }
    }

    static @Nullable String suggestion(String name, Collection<String> known) {
        return Spelling.nearest(name, known)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("give it a value with  | default(…)  or test it with  is defined");
    }
}
