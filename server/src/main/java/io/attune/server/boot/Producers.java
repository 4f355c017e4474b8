package io.attune.server.boot;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.ConstructorDetector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.attune.server.config.Settings;
import io.attune.server.config.SettingsFile;
import io.attune.store.Database;
import io.attune.store.Transactions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The beans that every feature may inject: settings, database, transactions, JSON, clock. */
class Producers {
    private static final String TEST_PREFIX = "attune.";

    /** As read by the command line; a test gives them as configuration properties {@code attune.<section>.<key>}. */
    @Produces
    @Singleton
    Settings settings(Config config) {
        return Launch.received().map(Launch::settings).orElseGet(() -> {
            var overrides = new HashMap<String, String>();
            for (String name : config.getPropertyNames()) {
                if (name.startsWith(TEST_PREFIX)) {
                    overrides.put(
                            name.substring(TEST_PREFIX.length()),
                            config.getOptionalValue(name, String.class).orElse(""));
                }
            }
            return SettingsFile.load(Optional.empty(), System.getenv(), overrides);
        });
    }

    @Produces
    @Singleton
    Database database(PlatformDatabase database) {
        return database.open();
    }

    @Produces
    @Singleton
    Transactions transactions(Database database) {
        return database.transactions();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    /** The JSON of the API: snake_case, nulls written, times as RFC 3339 text, unknown fields ignored, nesting bounded (security.md §9). */
    @Produces
    @Singleton
    ObjectMapper objectMapper() {
        var json = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                // Else a text would do for an object with a single text field.
                .constructorDetector(ConstructorDetector.USE_PROPERTIES_BASED)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                // An error message never quotes the input: it may hold a secret.
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .disable(com.fasterxml.jackson.databind.MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
        // Lists and maps of the API hold values, never holes.
        json.setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
        // A number where text is wanted is a mistake of the caller, not a spelling.
        for (var input : List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            json.coercionConfigFor(LogicalType.Textual).setCoercion(input, CoercionAction.Fail);
        }
        json.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(64)
                        .maxNameLength(10_000)
                        .maxNumberLength(400)
                        .build());
        return json;
    }
}
