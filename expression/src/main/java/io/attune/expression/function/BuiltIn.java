package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;

/**
 * A function of the language, callable as {@code name(a, b)} and as {@code a | name(b)}.
 *
 * @param required how many of the parameters must be given
 * @param freeNames whether arguments of other names are taken as well
 */
public record BuiltIn(
        String name, List<String> parameters, int required, boolean freeNames, Function<Invocation, JsonNode> body) {
    /** @param signature parameter names; optional ones end in a question mark; {@code **} stands for free names */
    static BuiltIn of(String name, String signature, Function<Invocation, JsonNode> body) {
        List<String> words = signature.isEmpty() ? List.of() : List.of(signature.split(" ", -1));
        List<String> parameters = words.stream()
                .filter(word -> !word.equals("**"))
                .map(word -> word.replace("?", ""))
                .toList();
        int required = (int) words.stream()
                .filter(word -> !word.endsWith("?") && !word.equals("**"))
                .count();
        return new BuiltIn(name, parameters, required, words.contains("**"), body);
    }

    String parameter(int place) {
        return parameters.get(place);
    }

    /** The call as it is written, for error messages: {@code replace(text, old, new)}. */
    public String usage() {
        StringBuilder usage = new StringBuilder(name).append('(');
        for (int i = 0; i < parameters.size(); i++) {
            usage.append(i == 0 ? "" : ", ").append(parameters.get(i)).append(i >= required ? "?" : "");
        }
        return usage.append(freeNames ? parameters.isEmpty() ? "name=value)" : ", name=value)" : ")")
                .toString();
    }
}
