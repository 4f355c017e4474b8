package io.attune.expression.compile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.expression.function.Values;
import java.util.List;

/** Nodes that hold or build values. */
final class Literals {
    private Literals() {}

    /** A value that never changes: a scalar, or a list that does not leave the operator it belongs to. */
    static final class ConstantNode extends Node {
        private final JsonNode value;

        ConstantNode(JsonNode value, int position) {
            super(position);
            this.value = value;
        }

        JsonNode constant() {
            return value;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            return value;
        }
    }

    static final class ListNode extends Node {
        private final Node[] elements;

        ListNode(Node[] elements, int position) {
            super(position);
            this.elements = elements;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            ArrayNode list = JsonNodeFactory.instance.arrayNode(elements.length);
            for (Node element : elements) {
                list.add(defined(element.value(evaluation)));
            }
            return list;
        }
    }

    static final class DictNode extends Node {
        private final List<Node> keys;
        private final List<Node> values;

        DictNode(List<Node> keys, List<Node> values, int position) {
            super(position);
            this.keys = keys;
            this.values = values;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            ObjectNode dict = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < keys.size(); i++) {
                JsonNode key = keys.get(i).value(evaluation);
                if (!key.isTextual()) {
                    throw error(
                            "the keys of an object are strings, not " + Values.described(key), "put the key in quotes");
                }
                dict.set(key.textValue(), defined(values.get(i).value(evaluation)));
            }
            return dict;
        }
    }

    /** JSON knows no undefined element. */
    private static JsonNode defined(JsonNode value) {
        return Values.isUndefined(value) ? NullNode.getInstance() : value;
    }
}
