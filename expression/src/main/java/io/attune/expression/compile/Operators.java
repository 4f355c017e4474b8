package io.attune.expression.compile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.expression.ExpressionException;
import io.attune.expression.function.Budget;
import io.attune.expression.function.Numbers;
import io.attune.expression.function.ValueError;
import io.attune.expression.function.Values;
import io.attune.expression.syntax.Expr.ArithmeticOperator;
import io.attune.expression.syntax.Expr.ComparisonOperator;
import io.attune.expression.syntax.Expr.PrefixOperator;
import org.jspecify.annotations.Nullable;

/** Nodes of the operators (expressions.md §5). */
final class Operators {
    private Operators() {}

    static final class PrefixNode extends Node {
        private final PrefixOperator operator;
        private final Node operand;

        PrefixNode(PrefixOperator operator, Node operand, int position) {
            super(position);
            this.operator = operator;
            this.operand = operand;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            JsonNode value = operand.value(evaluation);
            if (operator == PrefixOperator.NOT) {
                return BooleanNode.valueOf(!Values.truth(value));
            }
            if (Values.isUndefined(value)) {
                return value;
            }
            if (!value.isNumber()) {
                throw error("'" + operator.text() + "' needs a number, not " + Values.described(value), null);
            }
            return operator == PrefixOperator.MINUS ? Numbers.negate(value) : value;
        }
    }

    static final class ArithmeticNode extends Node {
        private final ArithmeticOperator operator;
        private final Node left;
        private final Node right;

        ArithmeticNode(ArithmeticOperator operator, Node left, Node right, int position) {
            super(position);
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            Budget budget = evaluation.budget();
            budget.step();
            JsonNode a = left.value(evaluation);
            JsonNode b = right.value(evaluation);
            try {
                if (operator == ArithmeticOperator.CONCATENATE) {
                    return Values.text(Values.text(a, budget) + Values.text(b, budget));
                }
                if (Values.isUndefined(a) || Values.isUndefined(b)) {
                    return Values.UNDEFINED;
                }
                return a.isNumber() && b.isNumber() ? numbers(a, b) : sum(a, b, budget);
            } catch (ValueError cause) {
                throw error(cause);
            }
        }

        private JsonNode numbers(JsonNode a, JsonNode b) {
            return switch (operator) {
                case ADD -> Numbers.add(a, b);
                case SUBTRACT -> Numbers.subtract(a, b);
                case MULTIPLY -> Numbers.multiply(a, b);
                case DIVIDE -> Numbers.divide(a, b);
                case FLOOR_DIVIDE -> Numbers.floorDivide(a, b);
                case REMAINDER -> Numbers.remainder(a, b);
                case POWER -> Numbers.power(a, b);
                case CONCATENATE -> throw new IllegalStateException("concatenation takes any values");
            };
        }

        private JsonNode sum(JsonNode a, JsonNode b, Budget budget) {
            if (operator == ArithmeticOperator.ADD && a.isTextual() && b.isTextual()) {
                budget.create((long) a.textValue().length() + b.textValue().length());
                return Values.text(a.textValue() + b.textValue());
            }
            if (operator == ArithmeticOperator.ADD && a instanceof ArrayNode head && b instanceof ArrayNode tail) {
                budget.create((long) a.size() + b.size());
                return JsonNodeFactory.instance
                        .arrayNode(a.size() + b.size())
                        .addAll(head)
                        .addAll(tail);
            }
            boolean texts = a.isTextual() || b.isTextual();
            throw new ValueError(
                    "'" + operator.text() + "' does not fit " + Values.described(a) + " and " + Values.described(b),
                    operator == ArithmeticOperator.ADD && texts
                            ? "join texts with ~, or convert with int(…) or string(…)"
                            : null);
        }
    }

    static final class LogicalNode extends Node {
        private final boolean conjunction;
        private final Node[] operands;

        LogicalNode(boolean conjunction, Node[] operands, int position) {
            super(position);
            this.conjunction = conjunction;
            this.operands = operands;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            JsonNode value = operands[0].value(evaluation);
            for (int i = 1; i < operands.length && Values.truth(value) == conjunction; i++) {
                value = operands[i].value(evaluation);
            }
            return value;
        }
    }

    /** One or more links; most have one. */
    static final class ComparisonNode extends Node {
        private final Node first;
        private final ComparisonOperator[] operators;
        private final Node[] rights;

        ComparisonNode(Node first, ComparisonOperator[] operators, Node[] rights, int position) {
            super(position);
            this.first = first;
            this.operators = operators;
            this.rights = rights;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            JsonNode left = first.value(evaluation);
            try {
                for (int i = 0; i < rights.length; i++) {
                    JsonNode right = rights[i].value(evaluation);
                    if (!holds(operators[i], left, right, evaluation.budget())) {
                        return BooleanNode.FALSE;
                    }
                    left = right;
                }
                return BooleanNode.TRUE;
            } catch (ValueError cause) {
                throw error(cause);
            }
        }

        /** With an undefined side every comparison is false, also its negation (D3); in strict mode none gets here. */
        private static boolean holds(ComparisonOperator operator, JsonNode left, JsonNode right, Budget budget) {
            if (Values.isUndefined(left) || Values.isUndefined(right)) {
                return false;
            }
            return switch (operator) {
                case EQUAL -> Values.equal(left, right, budget);
                case NOT_EQUAL -> !Values.equal(left, right, budget);
                case LESS -> Values.compare(left, right, budget) < 0;
                case LESS_OR_EQUAL -> Values.compare(left, right, budget) <= 0;
                case GREATER -> Values.compare(left, right, budget) > 0;
                case GREATER_OR_EQUAL -> Values.compare(left, right, budget) >= 0;
                case IN -> Values.contains(right, left, budget);
                case NOT_IN -> !Values.contains(right, left, budget);
            };
        }
    }

    /** Without {@code otherwise} the result is undefined when the condition does not hold, as in Jinja2. */
    static final class ConditionalNode extends Node {
        private final Node condition;
        private final Node then;
        private final @Nullable Node otherwise;

        ConditionalNode(Node condition, Node then, @Nullable Node otherwise, int position) {
            super(position);
            this.condition = condition;
            this.then = then;
            this.otherwise = otherwise;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            Node branch = branch(evaluation);
            return branch == null ? Values.UNDEFINED : branch.raw(evaluation);
        }

        private @Nullable Node branch(Evaluation evaluation) {
            return Values.truth(condition.value(evaluation)) ? then : otherwise;
        }

        @Override
        ExpressionException undefined(Evaluation evaluation) {
            Node branch = branch(evaluation);
            return branch == null
                    ? error("the condition does not hold and there is no 'else'", "add  else …")
                    : branch.undefined(evaluation);
        }
    }
}
