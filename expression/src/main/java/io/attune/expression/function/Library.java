package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All built-in functions and tests by name. Immutable. */
public final class Library {
    private static final Map<String, BuiltIn> FUNCTIONS = functions();
    private static final Map<String, ValueTest> TESTS = ValueTests.all();

    private Library() {}

    private static Map<String, BuiltIn> functions() {
        Map<String, BuiltIn> all = new TreeMap<>();
        List<List<BuiltIn>> groups = List.of(
                ConversionFunctions.all(),
                NumberFunctions.all(),
                TextFunctions.all(),
                ListFunctions.all(),
                SelectionFunctions.all(),
                ObjectFunctions.all(),
                DateFunctions.all());
        for (List<BuiltIn> group : groups) {
            for (BuiltIn function : group) {
                if (all.put(function.name(), function) != null) {
                    throw new IllegalStateException("two functions are named " + function.name());
                }
            }
        }
        return Map.copyOf(all);
    }

    public static Optional<BuiltIn> function(String name) {
        return Optional.ofNullable(FUNCTIONS.get(name));
    }

    public static Optional<ValueTest> test(String name) {
        return Optional.ofNullable(TESTS.get(name));
    }

    public static Set<String> functionNames() {
        return FUNCTIONS.keySet();
    }

    public static Set<String> testNames() {
        return TESTS.keySet();
    }

    /** "did you mean" among {@code known}, or null. */
    public static @Nullable String suggestion(String name, Set<String> known) {
        return Spelling.nearest(name, known)
                .map(near -> "did you mean '" + near + "'?")
                .orElse(null);
    }

    /**
     * Which parameter each argument of a call belongs to.
     *
     * @param positional how many arguments are given by place
     * @param named the names of the others, in order
     * @return per argument, positional ones first, the place of its parameter, or -1 for a free name
     * @throws ValueError when they do not fit the function
     */
    public static int[] bind(BuiltIn function, int positional, List<String> named) {
        if (positional > function.parameters().size()) {
            throw new ValueError(
                    function.name() + " takes at most " + function.parameters().size() + " arguments, found "
                            + positional,
                    "it is called " + function.usage());
        }
        int[] places = new int[positional + named.size()];
        Set<Integer> filled = new LinkedHashSet<>();
        for (int i = 0; i < positional; i++) {
            places[i] = i;
            filled.add(i);
        }
        for (int i = 0; i < named.size(); i++) {
            int place = function.parameters().indexOf(named.get(i));
            if (place < 0 && !function.freeNames()) {
                throw new ValueError(
                        function.name() + " has no argument named '" + named.get(i) + "'",
                        "it is called " + function.usage());
            }
            if (place >= 0 && !filled.add(place)) {
                throw new ValueError(function.name() + ": the argument '" + named.get(i) + "' is given twice");
            }
            places[positional + i] = place;
        }
        for (int place = 0; place < function.required(); place++) {
            if (!filled.contains(place)) {
                throw new ValueError(
                        function.name() + " needs the argument '" + function.parameter(place) + "'",
                        "it is called " + function.usage());
            }
        }
        return places;
    }

    /** Calls a function by name with arguments by place, as {@code map('upper')} does. */
    static JsonNode call(String name, List<JsonNode> arguments, Budget budget) {
        // The name may be a computed value, which is not quoted.
        BuiltIn function = function(name).orElseThrow(() -> new ValueError("there is no filter of that name"));
        int[] places = bind(function, arguments.size(), List.of());
        @Nullable JsonNode[] values = new JsonNode[function.parameters().size()];
        for (int i = 0; i < places.length; i++) {
            values[places[i]] = arguments.get(i);
        }
        budget.step();
        return function.body().apply(new Invocation(function, values, new HashMap<>(), budget));
    }

    /** Applies a test by name, as {@code select('odd')} does. */
    static boolean holds(String name, JsonNode operand, List<JsonNode> arguments, Budget budget) {
        ValueTest test = test(name).orElseThrow(() -> new ValueError("there is no test of that name"));
        if (test.arguments() != arguments.size()) {
            throw new ValueError("the test '" + name + "' takes " + test.arguments() + " arguments");
        }
        budget.step();
        return test.holds(operand, new ArrayList<>(arguments), budget);
    }
}
