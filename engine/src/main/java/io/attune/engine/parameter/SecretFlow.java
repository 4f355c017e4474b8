package io.attune.engine.parameter;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.expression.Template;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretPlace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows secrets from where a template reads them to where their values end up (security.md §4.3). It errs on the side of secrecy: a value
 * computed from a secret in whatever way is one, and so is a text that mentions one.
 */
public final class SecretFlow {
    /** The names under which secrets can be reached, and the functions that reach them. */
    public static final Set<String> ROOTS = Set.of("pack", "keystore", "datastore", "kv.get", "kv.get_secret");

    private final List<Template.Slot> slots;

    private SecretFlow(List<Template.Slot> slots) {
        this.slots = List.copyOf(slots);
    }

    /** Looks at a template once; most read nothing that could be secret. */
    public static SecretFlow of(Template template) {
        return new SecretFlow(template.slots().stream()
                .filter(slot -> slot.references().stream().anyMatch(path -> ROOTS.contains(path.getFirst())))
                .toList());
    }

    /** For a template in a workflow, where every name can lead to a secret. */
    public static SecretFlow ofAnyRoot(Template template) {
        return new SecretFlow(template.slots());
    }

    /** Whether no rendering of the template can hold a secret from elsewhere. */
    public boolean isClean() {
        return slots.isEmpty();
    }

    /** The places of a rendered document that hold what came from {@code origins}, none inside another. */
    public List<SecretPlace> places(JsonNode rendered, List<SecretOrigin> origins) {
        Map<JsonPointer, SecretPlace> places = new LinkedHashMap<>();
        for (Template.Slot slot : slots) {
            Map<JsonPointer, SecretPlace> inside = new LinkedHashMap<>();
            JsonNode value = rendered.at(slot.at());
            for (SecretOrigin origin : origins) {
                for (JsonPointer found : places(slot, origin, value)) {
                    JsonPointer at = slot.at().append(found);
                    inside.putIfAbsent(at, new SecretPlace(at, origin.source()));
                }
            }
            inside.forEach((at, place) -> {
                if (!isBelowAnother(at, inside.keySet())) {
                    places.putIfAbsent(at, place);
                }
            });
        }
        return List.copyOf(places.values());
    }

    private static boolean isBelowAnother(JsonPointer at, Set<JsonPointer> places) {
        for (JsonPointer above = at.head(); above != null; above = above.head()) {
            if (places.contains(above)) {
                return true;
            }
        }
        return false;
    }

    /** Those that a rendering can hold at all, whatever it is rendered for. */
    public List<SecretOrigin> readAmong(List<SecretOrigin> origins) {
        return origins.stream()
                .filter(origin -> slots.stream().anyMatch(slot -> reads(slot, origin)))
                .toList();
    }

    /** Within the value of one slot. */
    private static List<JsonPointer> places(Template.Slot slot, SecretOrigin origin, JsonNode value) {
        if (value.isNull() || value.isMissingNode() || !reads(slot, origin)) {
            return List.of();
        }
        return isWhole(slot, origin)
                ? List.of(JsonPointer.empty())
                : origin.path().after(slot.path().orElseThrow().size()).locate(value);
    }

    private static boolean reads(Template.Slot slot, SecretOrigin origin) {
        return slot.references().stream().anyMatch(origin.path()::meets);
    }

    /** Everything is, but an object that is handed on as it is: of that only the members that are secret. */
    private static boolean isWhole(Template.Slot slot, SecretOrigin origin) {
        return slot.path().map(origin.path()::covers).orElse(true);
    }

    /** The places that will hold a secret whatever the template is rendered for. */
    public List<SecretPlace> certainPlaces(List<SecretOrigin> origins) {
        List<SecretPlace> places = new ArrayList<>();
        for (Template.Slot slot : slots) {
            origins.stream()
                    .filter(origin -> reads(slot, origin) && isWhole(slot, origin))
                    .findFirst()
                    .ifPresent(origin -> places.add(new SecretPlace(slot.at(), origin.source())));
        }
        return places;
    }

    /** Those places at which the schema does not expect a secret, so that it would be seen. */
    public static List<SecretPlace> undeclared(FlatSchema schema, List<SecretPlace> places) {
        return places.stream()
                .filter(place -> schema.secretPaths().stream().noneMatch(declared -> declared.covers(place.segments())))
                .toList();
    }

    /** Why a secret may not go to an undeclared place. */
    public static String refusal(SecretPlace place) {
        return "Parameter '" + String.join(".", place.segments()) + "' would get its value from "
                + place.source().text()
                + ", but the action does not declare it secret: add secret: true to it in the action's schema";
    }
}
