package io.attune.server.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.json.StorableJson;
import io.attune.server.http.AttuneException;
import io.attune.server.http.BodyBudget;
import io.attune.server.http.GuardedJson;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a delivery says (design D9, D19).
 *
 * @param payload null when it says nothing, or null
 * @param headers what the sender wants to be kept beside it, as are {@code sourceIp} and {@code userAgent}
 */
record DeliveryBody(
        @Nullable JsonNode payload,
        @Nullable JsonNode headers,
        @Nullable String sourceIp,
        @Nullable String userAgent) {
    private static final Set<String> WRAPPER = Set.of("payload", "headers", "source_ip", "user_agent");
    /** What a byte of a form may become in memory, at worst: a value of its own. */
    private static final long BYTES_OF_A_FORM = 40;

    private static final long BYTES_OF_A_TEXT = 4;
    private static final String FORM = "application/x-www-form-urlencoded";

    /** @throws AttuneException 400 if the body is empty, no JSON, or cannot be stored */
    static DeliveryBody read(ObjectReader json, Delivery delivery, BodyBudget.Share share) {
        if (delivery.body().length == 0) {
            throw AttuneException.badRequest("The body is empty: send JSON");
        }
        boolean isForm = delivery.header("Content-Type")
                .filter(type -> type.regionMatches(true, 0, FORM, 0, FORM.length()))
                .isPresent();
        share.take(isForm ? delivery.body().length * BYTES_OF_A_FORM : 0);
        JsonNode content = isForm ? form(delivery.body()) : json(json, delivery.body(), share);
        return isForm || !isWrapped(content)
                ? new DeliveryBody(present(content), null, null, null)
                : unwrapped(content);
    }

    /**
     * The body as it is, for senders of other things than JSON and forms: {@code {content_type, text}}, or {@code {content_type, base64}} if
     * it is no text in UTF-8.
     *
     * @throws AttuneException 400 if the body is empty
     */
    static DeliveryBody raw(Delivery delivery, BodyBudget.Share share) {
        if (delivery.body().length == 0) {
            throw AttuneException.badRequest("The body is empty");
        }
        share.take(delivery.body().length * BYTES_OF_A_TEXT);
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        delivery.header("Content-Type").ifPresent(type -> payload.put("content_type", type));
        text(delivery.body())
                .ifPresentOrElse(
                        text -> payload.put("text", text),
                        () -> payload.put("base64", Base64.getEncoder().encodeToString(delivery.body())));
        return new DeliveryBody(payload, null, null, null);
    }

    private static Optional<String> text(byte[] body) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            // The database holds no text with a zero in it.
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static JsonNode json(ObjectReader json, byte[] body, BodyBudget.Share share) {
        try (var parser = GuardedJson.of(json.getFactory(), body, share)) {
            @Nullable
            JsonNode content = json.with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(parser);
            if (content == null) {
                throw AttuneException.badRequest("The body is empty: send JSON");
            }
            return content;
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw AttuneException.badRequest("Malformed JSON" + where + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private static boolean isWrapped(JsonNode content) {
        return content.isObject()
                && content.has("payload")
                && content.properties().stream().allMatch(member -> WRAPPER.contains(member.getKey()));
    }

    private static DeliveryBody unwrapped(JsonNode wrapper) {
        return new DeliveryBody(
                present(wrapper.path("payload")),
                present(wrapper.path("headers")),
                wrapper.path("source_ip").textValue(),
                wrapper.path("user_agent").textValue());
    }

    private static @Nullable JsonNode present(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? null : value;
    }

    private static ObjectNode form(byte[] body) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            String[] parts = pair.split("=", 2);
            String name = decoded(parts[0]);
            String value = parts.length > 1 ? decoded(parts[1]) : "";
            JsonNode earlier = fields.get(name);
            if (fields.size() == GuardedJson.MOST_MEMBERS && earlier == null) {
                throw AttuneException.badRequest("A form has at most " + GuardedJson.MOST_MEMBERS + " fields");
            }
            if (earlier == null) {
                fields.put(name, value);
            } else if (earlier instanceof ArrayNode several) {
                several.add(value);
            } else {
                fields.putArray(name).add(earlier).add(value);
            }
        }
        StorableJson.problem(fields).ifPresent(problem -> {
            throw AttuneException.badRequest("The form " + problem);
        });
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw AttuneException.badRequest("Malformed form: '%' must be followed by two hexadecimal digits");
        }
    }
}
