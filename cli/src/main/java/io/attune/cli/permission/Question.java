package io.attune.cli.permission;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.identity.Identities;
import io.attune.cli.json.Nodes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked about a permission.
 *
 * @param action such as {@code update}
 * @param resource in the spelling of the grants, such as {@code rules}
 * @param ref one of them; empty for any
 */
public record Question(String action, String resource, String ref) {
    /** @param target {@code rules}, {@code rule} or {@code rules/ops.restart} */
    public static Question parse(String action, String target) {
        int slash = target.indexOf('/');
        String noun = slash < 0 ? target : target.substring(0, slash);
        return new Question(action, plural(noun), slash < 0 ? "" : target.substring(slash + 1));
    }

    /** The commands have singular nouns, the grants plural ones. */
    private static String plural(String noun) {
        return switch (noun) {
            case "retention", "audit_log" -> noun;
            case "audit" -> "audit_log";
            case "identity", "inquiry" -> noun.substring(0, noun.length() - 1) + "ies";
            default -> noun.endsWith("s") ? noun : noun + "s";
        };
    }

    /** The answer for an identity, or without one for the caller, with the grants it rests on. */
    public JsonNode about(Call call, @Nullable String idOrLogin) {
        JsonNode found = call.client().get("/identities/" + Identities.idOrOwn(call, idOrLogin));
        List<JsonNode> grants = new Grants(PermissionSets.all(call, null), action, resource).of(found);
        boolean operator = found.path("operator").asBoolean(false);
        var answer = Nodes.object()
                .put("login", Nodes.text(found, "login"))
                .put("action", action)
                .put("resource", resource)
                .put("operator", operator)
                .put("allowed", operator || !grants.isEmpty());
        answer.putArray("grants").addAll(grants);
        return answer;
    }

    /** The answer for the caller, as the server gives it to everybody. */
    public boolean allowsCaller(Call call) {
        JsonNode me = call.client().outside("GET", "/auth/me");
        return me.path("operator").asBoolean(false)
                || me.path("effective_permissions")
                        .valueStream()
                        .filter(held -> Nodes.text(held, "resource").equals(resource))
                        .flatMap(held -> held.path("actions").valueStream())
                        .anyMatch(word -> word.asText().equals(action));
    }
}
