package io.attune.server.component;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.model.catalog.Placement;
import io.attune.server.component.PlacementRequest.Affinity;
import io.attune.server.component.PlacementRequest.Toleration;
import io.attune.server.http.FieldChecks;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the placement fields of requests into what is stored. */
@Singleton
public class Placements {
    private final ObjectMapper json;

    @Inject
    Placements(ObjectMapper json) {
        this.json = json;
    }

    public static void check(
            FieldChecks checks,
            @Nullable Map<String, String> selector,
            @Nullable List<Toleration> tolerations,
            @Nullable Affinity affinity) {
        PlacementRequest.check(checks, selector, tolerations, affinity);
    }

    /** The placement after a request: what it does not name stays as it is. */
    public Placement changed(
            Placement current,
            @Nullable Map<String, String> selector,
            @Nullable List<Toleration> tolerations,
            @Nullable Affinity affinity) {
        return new Placement(
                selector == null ? current.selector() : json.valueToTree(selector),
                tolerations == null
                        ? current.tolerations()
                        : json.valueToTree(
                                tolerations.stream().map(Toleration::complete).toList()),
                affinity == null ? current.affinity() : json.valueToTree(affinity));
    }
}
