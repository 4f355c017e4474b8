package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Api.Answer;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Bodies that are too large, too deep, too slow or no text at all (security.md §9, SEC-21). */
class BodyAttacksTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final Fixture fixture = Fixture.shared();
    private final Api api = fixture.api();

    @Test
    void aBodyThatSaysItIsTooLargeIsRefusedBeforeItIsSent() {
        try (var http = RawHttp.connect(Platform.shared().url())) {
            http.write(head("POST /api/v1/packs", "Content-Length: " + 11 * MEBIBYTE));
            var answer = http.answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(Json.parse(answer.body()).path("code").asText()).isEqualTo("BAD_REQUEST");
        }
    }

    @Test
    void aBodyThatDoesNotSayItsSizeIsCutOff() {
        try (var http = RawHttp.connect(Platform.shared().url())) {
            http.write(head("POST /api/v1/packs", "Transfer-Encoding: chunked"));
            var chunk = chunk("\"" + "a".repeat(MEBIBYTE) + "\",");
            http.write(chunk("["));
            // 10 MiB are allowed. What comes after the answer is thrown away, and not for long.
            var end = Instant.now().plus(Duration.ofSeconds(30));
            while (http.offer(chunk)) {
                assertThat(Instant.now()).as("the connection is closed").isBefore(end);
                // Sends on, and yet leaves the machine to others.
                Poll.pause(Duration.ofMillis(50));
            }
        }
    }

    @Test
    void aLargeBodyWithinTheLimitIsTaken() {
        var text = "x".repeat(9 * MEBIBYTE);
        var answer = api.post(
                "/api/v1/rules/test",
                Json.object("criteria", "{{ trigger.payload.a == 'b' }}", "payload", Json.object("a", text)));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void loginsHaveNoRoomForLargeBodies() {
        var answer = api.anonymous().post("/auth/login", Json.object("login", "x", "password", "x".repeat(100_000)));

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void aWebhookTakesNoMoreThanOthers() {
        var hook = fixture.webhook("large");

        assertThat(post(hook.path(), "\"" + "x".repeat(11 * MEBIBYTE) + "\"").status())
                .isEqualTo(413);
        assertThat(fixture.eventsOf(hook)).isEmpty();
    }

    @Test
    void nobodyReadsTheBodyForAWebhookThatIsNotThere() {
        try (var http = RawHttp.connect(Platform.shared().url())) {
            http.write("""
                    POST /api/v1/webhooks/wh_00000000000000000000000000000000 HTTP/1.1\r
                    Host: x\r
                    Content-Type: application/json\r
                    Content-Length: 1000000\r
                    \r
                    """);

            assertThat(http.answer().status()).isEqualTo(404);
        }
    }

    @Test
    void compressedBodiesAreNotUnpacked() {
        var zeros = new byte[50 * MEBIBYTE];
        var answer = api.send(
                "POST",
                "/api/v1/packs",
                BodyPublishers.ofByteArray(gzip(zeros)),
                Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.json().path("error").asText()).contains("compressed");
    }

    @Test
    void depthIsLimited() {
        refused(post("/api/v1/packs", "{\"meta\":" + "[".repeat(65) + "]".repeat(65) + "}"));
        refused(post("/api/v1/packs", "{\"a\":".repeat(100_000)));
        refused(post("/api/v1/rules/test", "{\"payload\":" + "[".repeat(500_000)));
        refused(post(fixture.webhook("deep").path(), "[".repeat(1_000_000)));
    }

    @Test
    void anObjectHasNoMoreThanTenThousandMembers() {
        var members = IntStream.rangeClosed(0, 10_000)
                .mapToObj(i -> "\"k" + i + "\":0")
                .collect(Collectors.joining(",", "{", "}"));

        refused(post("/api/v1/rules/test", "{\"criteria\":\"{{ true }}\",\"payload\":" + members + "}"));
        refused(post("/api/v1/packs", members));
        refused(post(fixture.webhook("wide").path(), members));
        var form =
                IntStream.rangeClosed(0, 10_000).mapToObj(i -> "k" + i + "=0").collect(Collectors.joining("&"));
        refused(api.send(
                "POST",
                fixture.webhook("form").path(),
                BodyPublishers.ofString(form),
                Map.of("Content-Type", "application/x-www-form-urlencoded")));
    }

    /** A few bytes of text are a hundred of memory: ten mebibytes of braces would be most of the heap. */
    @Test
    void millionsOfTinyValuesAreRefused() {
        refused(post(
                "/api/v1/rules/test", "{\"criteria\":\"{{ true }}\",\"payload\":[" + "{},".repeat(3_000_000) + "{}]}"));
        refused(post(fixture.webhook("many").path(), "[" + "[],".repeat(3_000_000) + "[]]"));
    }

    @Test
    void aFieldThatIsGivenTwiceIsRefused() {
        var answer = post("/api/v1/packs", "{\"ref\":\"a\",\"ref\":\"b\",\"label\":\"x\",\"version\":\"1.0.0\"}");

        refused(answer);
        assertThat(answer.json().path("error").asText()).contains("ref");
    }

    @Test
    void textThatNoDatabaseCanStoreIsRefusedEverywhere() {
        for (var text : new String[] {"\\u0000", "a\\u0000b", "\\ud800", "\\udfff\\ud800"}) {
            refused(post("/api/v1/packs", "{\"ref\":\"nul\",\"label\":\"" + text + "\",\"version\":\"1.0.0\"}"));
            refused(post(
                    "/api/v1/executions/execute",
                    "{\"action_ref\":\"core.noop\",\"parameters\":{\"" + text + "\":1}}"));
            refused(post(
                    fixture.webhook("w" + Integer.toHexString(text.hashCode())).path(), "{\"a\":[\"" + text + "\"]}"));
        }
        for (var path :
                new String[] {"/api/v1/packs/a%00b", "/api/v1/executions?action_ref=%00", "/api/v1/webhooks/%00"}) {
            refused(api.get(path));
        }
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        for (var bytes : new byte[][] {
            {(byte) 0xff, (byte) 0xfe},
            {(byte) 0xc0, (byte) 0xaf},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xe2, (byte) 0x82}
        }) {
            var body = new ByteArrayOutputStream();
            body.writeBytes("{\"label\":\"".getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(bytes);
            body.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
            var hook = fixture.webhook("b" + (bytes[1] & 0xff)).path();
            refused(api.send("POST", "/api/v1/packs", BodyPublishers.ofByteArray(body.toByteArray()), JSON));
            refused(api.send("POST", hook, BodyPublishers.ofByteArray(body.toByteArray()), JSON));
        }
    }

    @Test
    void numbersBeyondAllMeasureAreRefused() {
        for (var number : new String[] {"1e400", "1e999999999", "1e-999999999", "9".repeat(100_000)}) {
            refused(post(
                    "/api/v1/executions/execute",
                    "{\"action_ref\":\"core.noop\",\"parameters\":{\"a\":" + number + "}}"));
            refused(post(
                    fixture.webhook("n" + Integer.toHexString(number.hashCode()))
                            .path(),
                    "{\"a\":" + number + "}"));
        }
    }

    @Test
    void aBodyThatDripsIsCutOff() {
        try (var platform = Platform.up(Map.of("ATTUNE__SERVER__REQUEST_TIMEOUT", "10s"));
                var http = RawHttp.connect(platform.url())) {
            var token = platform.admin().token();
            var begin = Instant.now();
            http.write("POST /api/v1/packs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                    + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
            // The platform may close the connection without a word: the client has not ended its own.
            http.answerIfAny().ifPresent(answer -> assertThat(answer.status()).isEqualTo(408));

            assertThat(Duration.between(begin, Instant.now())).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(30));
            assertThat(http.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aClientThatGoesAwayInTheMiddleLeavesNothingBehind() {
        for (int i = 0; i < 50; i++) {
            try (var http = RawHttp.connect(Platform.shared().url())) {
                http.write(head("POST /api/v1/packs", "Content-Length: 1000000"))
                        .write("{\"ref\":\"half");
            }
        }
        assertThat(api.get("/health").status()).isEqualTo(200);
        assertThat(api.get("/api/v1/packs/half").status()).isEqualTo(404);
    }

    @Test
    void aHeadTooLargeIsRefused() {
        var base = Platform.shared().url();
        assertThat(RawHttp.exchange(base, "GET /api/v1/packs?q=" + "a".repeat(70_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")
                        .status())
                .isEqualTo(414);
        assertThat(RawHttp.exchange(
                                base, "GET /health HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(70_000) + "\r\n\r\n")
                        .status())
                .isEqualTo(431);
        assertThat(RawHttp.exchange(base, "nonsense\r\n\r\n").status()).isEqualTo(400);
        assertThat(RawHttp.exchange(base, "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n")
                        .status())
                .isBetween(400, 404);
        assertThat(RawHttp.exchange(
                                base,
                                "GET /api/v1/packs/%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + api.token()
                                        + "\r\n\r\n")
                        .status())
                .isBetween(400, 404);
    }

    private Answer post(String path, String body) {
        return api.send("POST", path, BodyPublishers.ofString(body), JSON);
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.json().path("code").asText()).isEqualTo("BAD_REQUEST");
        assertThat(answer.header("X-Request-Id")).isPresent();
    }

    private String head(String request, String framing) {
        return request + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + api.token()
                + "\r\nContent-Type: application/json\r\n" + framing + "\r\n\r\n";
    }

    private static byte[] chunk(String text) {
        return (Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] gzip(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
