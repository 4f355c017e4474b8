package io.attune.server.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.store.Tx;
import io.attune.store.secret.SealedSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts secret values back where markers are. Whether the caller may see them is decided before. */
@Singleton
public class SecretReveal {
    private final SecretValueStore secretValues;
    private final Audit audit;

    @Inject
    SecretReveal(SecretValueStore secretValues, Audit audit) {
        this.secretValues = secretValues;
        this.audit = audit;
    }

    /** A document with its secrets, and which those are. */
    public record Revealed(@Nullable JsonNode document, List<SealedSecret> secrets) {}

    /**
     * @param entity the id of the execution or enforcement
     * @param document its config or result; null when it has none
     */
    public Revealed reveal(Tx tx, SecretHolder holder, long entity, @Nullable JsonNode document) {
        if (document == null) {
            return new Revealed(null, List.of());
        }
        var secrets = secretValues.list(tx, holder, List.of(entity));
        return new Revealed(secretValues.restored(document.deepCopy(), secrets), secrets);
    }

    /** Records what was revealed, if anything: places and origins, never values. */
    public void record(Tx tx, Caller caller, String eventType, Audit.Subject subject, Revealed... revealed) {
        var secrets = Stream.of(revealed).flatMap(one -> one.secrets().stream()).toList();
        if (secrets.isEmpty()) {
            return;
        }
        ObjectNode places = JsonNodeFactory.instance.objectNode();
        for (var secret : secrets) {
            places.putObject(secret.holder().wire() + secret.place().at())
                    .put("source_kind", secret.place().source().kind().wire())
                    .put("source_ref", secret.place().source().ref());
        }
        audit.record(
                tx,
                caller,
                eventType,
                subject,
                JsonNodeFactory.instance.objectNode().set("revealed", places));
    }
}
