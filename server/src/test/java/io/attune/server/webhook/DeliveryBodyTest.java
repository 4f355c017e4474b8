package io.attune.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.server.http.AttuneException;
import io.attune.server.http.BodyBudget;
import io.attune.server.http.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** design.md D9 and D19, runtime.md §4 "Body". */
class DeliveryBodyTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @Test
    void aWrapperIsUnwrapped() {
        var body = read("""
                {"payload": {"a": [1, 2.50, true, null]}, "headers": {"X-A": "b"}, "source_ip": "10.0.0.1", "user_agent": "curl"}
                """);
        assertThat(body)
                .isEqualTo(new DeliveryBody(
                        json("{\"a\": [1, 2.50, true, null]}"), json("{\"X-A\": \"b\"}"), "10.0.0.1", "curl"));
        assertThat(read("{\"payload\": {}}").payload()).isEqualTo(json("{}"));
        assertThat(read("{\"payload\": null}").payload()).isNull();
    }

    @Test
    void everyOtherJsonIsThePayloadAsAWhole() {
        for (String whole : new String[] {
            "{\"payload\": {}, \"other\": 1}", "{\"headers\": {}}", "{}", "[1, {\"a\": 2}]", "\"text\"", "17", "true"
        }) {
            assertThat(read(whole).payload()).as(whole).isEqualTo(json(whole));
        }
    }

    @Test
    void aRawBodyIsTextIfItCanBeAndBase64IfNot() {
        var text = DeliveryBody.raw(delivery("{\"not\": parsed\u00fc}", "text/plain"), plenty());
        assertThat(text.payload())
                .isEqualTo(json("{\"content_type\": \"text/plain\", \"text\": \"{\\\"not\\\": parsed\u00fc}\"}"));
        for (byte[] binary : new byte[][] {{(byte) 0xff, 1}, {'a', 0}}) {
            var body = DeliveryBody.raw(new Delivery(binary, "10.0.0.1", _ -> null), plenty());
            assertThat(body.payload())
                    .isEqualTo(json("{\"base64\": \"" + Base64.getEncoder().encodeToString(binary) + "\"}"));
        }
        assertThatThrownBy(() -> DeliveryBody.raw(delivery("", "text/plain"), plenty()))
                .isInstanceOf(AttuneException.class);
    }

    @Test
    void aFormBecomesAnObject() {
        var body = DeliveryBody.read(
                JSON.reader(),
                delivery("a=1&b=x+y%26z&b=2&c", "application/x-www-form-urlencoded; charset=utf-8"),
                plenty());
        assertThat(body.payload()).isEqualTo(json("{\"a\": \"1\", \"b\": [\"x y&z\", \"2\"], \"c\": \"\"}"));
    }

    @Test
    void whatIsNoJsonOrCannotBeStoredIsRefused() {
        for (String bad : new String[] {
            "",
            "   ",
            "{",
            "{\"a\": 1} x",
            "no json",
            "{\"a\": \"\\u0000\"}",
            "{\"\\u0000\": 1}",
            "{\"a\": 1e99999}",
            "[\"\\ud800\"]"
        }) {
            assertThatThrownBy(() -> read(bad))
                    .as(bad)
                    .isInstanceOfSatisfying(
                            AttuneException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST));
        }
    }

    private static DeliveryBody read(String text) {
        return DeliveryBody.read(JSON.reader(), delivery(text, "text/plain"), plenty());
    }

    private static BodyBudget.Share plenty() {
        return BodyBudget.of(1 << 20).share();
    }

    private static Delivery delivery(String text, String contentType) {
        return new Delivery(
                text.getBytes(StandardCharsets.UTF_8), "127.0.0.1", Map.of("Content-Type", contentType)::get);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
