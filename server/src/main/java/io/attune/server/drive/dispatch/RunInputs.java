package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.DeclaredKeys;
import io.attune.model.secret.SecretTexts;
import io.attune.server.catalog.CompiledAction;
import io.attune.store.encryption.SealedValueException;
import io.attune.store.execution.ClaimedRun;
import io.attune.store.secret.SecretValueStore;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The parameter document of a run, complete: secrets in their places, keys under their names where no parameter is given, defaults last
 * (security.md §4.4, packs.md §6.3).
 *
 * @param secretTexts what must be masked in output
 */
record RunInputs(ObjectNode document, Set<String> secretTexts) {
    /** The inputs do not make a run; the message holds no secret. */
    static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1L;

        UnfitException(String message) {
            super(message);
        }
    }

    /** Completes the parameters of {@code run} where they are. */
    static RunInputs of(ClaimedRun run, CompiledAction action, RunKeys keys, SecretValueStore secretValues)
            throws UnfitException {
        var document = run.parameters();
        Set<String> texts = new LinkedHashSet<>();
        try {
            secretValues.restored(document, run.secrets());
        } catch (SealedValueException e) {
            throw new UnfitException("The secret parameters of this run cannot be decrypted: " + e.getMessage());
        }
        run.secrets()
                .forEach(secret ->
                        texts.addAll(SecretTexts.in(document.at(secret.place().at()))));
        var failure = keys.failure();
        if (failure != null) {
            throw new UnfitException(failure);
        }
        return new RunInputs(document, texts).with(action, keys);
    }

    private RunInputs with(CompiledAction action, RunKeys keys) throws UnfitException {
        return switch (action.keys()) {
            case DeclaredKeys.EveryOwn _ -> withEvery(keys);
            case DeclaredKeys.Named(Set<String> names) -> names.isEmpty() ? this : withDeclared(action, keys);
        };
    }

    private RunInputs withEvery(RunKeys keys) {
        keys.byName().forEach((name, key) -> {
            if (!DeclaredKeys.isGiven(document, name)) {
                put(name, key.value(), key.secret());
            }
        });
        return this;
    }

    private RunInputs withDeclared(CompiledAction action, RunKeys keys) throws UnfitException {
        var schema = action.action().paramSchema();
        for (var name : action.keys().missingFrom(document)) {
            var key = keys.byName().get(name);
            if (key == null) {
                document.putNull(name);
            } else {
                put(name, key.value(), key.secret());
            }
        }
        var checked = action.check().check(document);
        if (!checked.fit()) {
            throw new UnfitException(checked.text());
        }
        var complete = checked.parameters();
        // Also what is secret by the schema alone: a default, or a key that is not encrypted.
        schema.locateSecrets(complete).forEach(at -> secretTexts.addAll(SecretTexts.in(complete.at(at))));
        return new RunInputs(complete, secretTexts);
    }

    private void put(String name, JsonNode value, boolean secret) {
        document.set(name, value);
        if (secret) {
            secretTexts.addAll(SecretTexts.in(value));
        }
    }
}
