package io.attune.worker.run;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretTexts;
import io.attune.worker.gateway.RunReport.ResultSecret;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The data of a run with markers in the place of what its action's output schema declares secret (packs.md §7).
 *
 * @param secrets the values, for the platform to keep
 * @param texts by which they would be recognised elsewhere
 */
record SecretOutput(JsonNode shown, List<ResultSecret> secrets, Set<String> texts) {
    private static final String DATA = "/data";

    static SecretOutput of(FlatSchema schema, JsonNode data) {
        var places = schema.locateSecrets(data);
        List<ResultSecret> secrets = new ArrayList<>();
        Set<String> texts = new LinkedHashSet<>();
        for (JsonPointer place : places) {
            var value = data.at(place);
            secrets.add(new ResultSecret(DATA + place, value));
            texts.addAll(SecretTexts.in(value));
        }
        return new SecretOutput(SecretMarker.redacted(data, places), secrets, texts);
    }
}
