package io.attune.engine.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** runtime.md §4, FIX-13; the senders' schemes against what the senders publish themselves. */
class SignatureSchemeTest {
    /** docs.github.com, "Validating webhook deliveries", "Testing the webhook payload validation". */
    private static final Vector GITHUB = new Vector(
            "github",
            "It's a Secret to Everybody",
            "Hello, World!",
            Instant.EPOCH,
            Map.of("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"));

    /** docs.slack.dev, "Verifying requests from Slack". */
    private static final Vector SLACK = new Vector(
            "slack",
            "8f742231b10e8888abcd99yyyzzz85a5",
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
                    + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
                    + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
                    + "%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
            Instant.ofEpochSecond(1_531_420_618),
            Map.of(
                    "X-Slack-Signature",
                    "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                    "X-Slack-Request-Timestamp",
                    "1531420618"));

    /** stripe-dotnet, the sender's own client: EventUtilityTest with event_test_signature.json. */
    private static final Vector STRIPE = new Vector(
            "stripe",
            "webhook_secret",
            """
            {
              "id": "evt_123",
              "object": "event",
              "account": "acct_123",
              "api_version": "2017-05-25",
              "created": 1533204620,
              "data": {
                "object": {
                  "id": "ii_123",
                  "object": "invoiceitem",
                  "amount": 1000,
                  "currency": "usd",
                  "customer": "cus_123",
                  "date": 1533204620,
                  "description": "Test Invoice Item",
                  "discountable": false,
                  "invoice": "in_123",
                  "livemode": false,
                  "metadata": {},
                  "period": {
                    "start": 1533204620,
                    "end": 1533204620
                  },
                  "plan": null,
                  "proration": false,
                  "quantity": null,
                  "subscription": null
                }
              },
              "livemode": false,
              "pending_webhooks": 1,
              "request": {
                "id": "req_123",
                "idempotency_key": "idempotency-key-123"
              },
              "type": "invoiceitem.created"
            }
            """,
            Instant.ofEpochSecond(1_533_204_620),
            Map.of(
                    "Stripe-Signature",
                    "t=1533204620,v1=f0bdba6d4eacbd8ad8a3bbadd7248e633ec1477f7899c124c51b39405fa36613,"
                            + "v0=63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef"));

    /** GitLab sends the secret as it is. */
    private static final Vector GITLAB =
            new Vector("gitlab", "s3cr3t", "{}", Instant.EPOCH, Map.of("X-Gitlab-Token", "s3cr3t"));

    private record Vector(String provider, String secret, String body, Instant sent, Map<String, String> headers) {
        SignatureVerdict check() {
            return SignatureScheme.named(provider, Optional.empty(), false)
                    .orElseThrow()
                    .check(
                            secret,
                            new SignedDelivery(
                                    body.getBytes(StandardCharsets.UTF_8),
                                    name -> Optional.ofNullable(headers.get(name)),
                                    sent));
        }

        Vector withSecret(String other) {
            return new Vector(provider, other, body, sent, headers);
        }

        Vector withBody(String other) {
            return new Vector(provider, secret, other, sent, headers);
        }

        Vector receivedAfter(Duration delay) {
            return new Vector(provider, secret, body, sent.plus(delay), headers);
        }

        Vector withHeader(String name, String value) {
            var changed = new HashMap<>(headers);
            changed.put(name, value);
            return new Vector(provider, secret, body, sent, changed);
        }

        Vector withoutHeaders() {
            return new Vector(provider, secret, body, sent, Map.of());
        }
    }

    @Test
    void whatTheSendersPublishIsGenuine() {
        for (Vector vector : new Vector[] {GITHUB, SLACK, STRIPE, GITLAB}) {
            assertThat(vector.check()).as(vector.provider()).isEqualTo(new SignatureVerdict.Genuine());
        }
    }

    @Test
    void anotherSecretOrNoneIsRefused() {
        for (Vector vector : new Vector[] {GITHUB, SLACK, STRIPE, GITLAB}) {
            refused(vector.withSecret(vector.secret() + "x"));
            refused(vector.withSecret(""));
            refused(vector.withoutHeaders());
        }
        refused(GITLAB.withSecret("").withHeader("X-Gitlab-Token", ""));
    }

    @Test
    void aChangedBodyIsRefused() {
        for (Vector vector : new Vector[] {GITHUB, SLACK, STRIPE}) {
            refused(vector.withBody(vector.body() + " "));
        }
    }

    @Test
    void aSignedTimeCountsForFiveMinutesEitherWay() {
        for (Vector vector : new Vector[] {SLACK, STRIPE}) {
            for (int sign : new int[] {1, -1}) {
                assertThat(vector.receivedAfter(Duration.ofSeconds(sign * 300L)).check())
                        .isEqualTo(new SignatureVerdict.Genuine());
                refused(vector.receivedAfter(Duration.ofSeconds(sign * 301L)));
            }
        }
    }

    @Test
    void theTimeItselfIsSigned() {
        refused(SLACK.withHeader("X-Slack-Request-Timestamp", "1531420619"));
        refused(SLACK.withHeader("X-Slack-Request-Timestamp", "now"));
        String signature = "v1=f0bdba6d4eacbd8ad8a3bbadd7248e633ec1477f7899c124c51b39405fa36613";
        refused(STRIPE.withHeader("Stripe-Signature", "t=1533204621," + signature));
        refused(STRIPE.withHeader("Stripe-Signature", signature));
        refused(STRIPE.withHeader("Stripe-Signature", "t=1533204620,t=1533204620," + signature));
    }

    @Test
    void whileAStripeSecretIsRolledOneOfTwoSignaturesFits() {
        String other = "v1=" + "00".repeat(32);
        String fitting = "v1=f0bdba6d4eacbd8ad8a3bbadd7248e633ec1477f7899c124c51b39405fa36613";
        assertThat(STRIPE.withHeader("Stripe-Signature", "t=1533204620," + other + ", " + fitting)
                        .check())
                .isEqualTo(new SignatureVerdict.Genuine());
        refused(STRIPE.withHeader("Stripe-Signature", "t=1533204620," + other));
        refused(STRIPE.withHeader("Stripe-Signature", "t=1533204620," + fitting.replace("v1=", "v0=")));
    }

    @Test
    void anOlderSenderSignsWithSha1BesideSha256() {
        var scheme = new SignatureScheme.Generic(MacAlgorithm.SHA1, false);
        // RFC 2202, test case 2.
        var headers = Map.of(
                "X-Hub-Signature",
                "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
                "X-Hub-Signature-256",
                "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        var delivery = new SignedDelivery(
                "what do ya want for nothing?".getBytes(StandardCharsets.UTF_8),
                name -> Optional.ofNullable(headers.get(name)),
                Instant.EPOCH);

        assertThat(scheme.check("Jefe", delivery)).isEqualTo(new SignatureVerdict.Genuine());
        assertThat(new SignatureScheme.Generic(MacAlgorithm.SHA256, false).check("Jefe", delivery))
                .isEqualTo(new SignatureVerdict.Genuine());
    }

    @Test
    void aLongerSignatureIsWhatTheStandardSays() {
        // RFC 4231, test case 2.
        var signature =
                "sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd"
                        + "caeab1a34d4a6b4b636e070a38bce737";
        var delivery = new SignedDelivery(
                "what do ya want for nothing?".getBytes(StandardCharsets.UTF_8),
                name -> name.equals("X-Webhook-Signature") ? Optional.of(signature) : Optional.empty(),
                Instant.EPOCH);

        assertThat(new SignatureScheme.Generic(MacAlgorithm.SHA512, false).check("Jefe", delivery))
                .isEqualTo(new SignatureVerdict.Genuine());
    }

    @Test
    void slackAsksForItsChallengeAndNobodyElseDoes() {
        var question = JsonNodeFactory.instance
                .objectNode()
                .put("type", "url_verification")
                .put("challenge", "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
        assertThat(new SignatureScheme.Slack().challenge(question))
                .hasValue("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
        assertThat(new SignatureScheme.Stripe().challenge(question)).isEmpty();
        assertThat(new SignatureScheme.Slack().challenge(question.put("type", "event_callback")))
                .isEmpty();
        assertThat(new SignatureScheme.Slack().challenge(null)).isEmpty();
    }

    @Test
    void slackAndStripeNameTheEventInWhatTheySign() {
        var payload = JsonNodeFactory.instance
                .objectNode()
                .put("event_id", "Ev0PV52K21")
                .put("id", "evt_123");
        assertThat(new SignatureScheme.Slack().signedId(payload)).hasValue("Ev0PV52K21");
        assertThat(new SignatureScheme.Stripe().signedId(payload)).hasValue("evt_123");
        assertThat(new SignatureScheme.GitHub().signedId(payload)).isEmpty();
        assertThat(new SignatureScheme.Stripe().signedId(payload.put("id", "e".repeat(256))))
                .isEmpty();
        assertThat(new SignatureScheme.Stripe().signedId(JsonNodeFactory.instance.textNode("evt")))
                .isEmpty();
    }

    @Test
    void settingsThatContradictThemselvesNameNoScheme() {
        assertThat(SignatureScheme.named("generic", Optional.empty(), false)).isEmpty();
        assertThat(SignatureScheme.named("generic", Optional.of("md5"), false)).isEmpty();
        assertThat(SignatureScheme.named("github", Optional.of("sha1"), false)).isEmpty();
        assertThat(SignatureScheme.named("github", Optional.empty(), true))
                .as("GitHub signs no time")
                .isEmpty();
        assertThat(SignatureScheme.named("gitlab", Optional.of("sha256"), false))
                .isEmpty();
        assertThat(SignatureScheme.named("GitHub", Optional.empty(), false)).isEmpty();
        assertThat(SignatureScheme.named("slack", Optional.of("sha256"), true)).hasValue(new SignatureScheme.Slack());
    }

    @Test
    void everyProviderHasAScheme() {
        assertThat(SignatureScheme.PROVIDERS)
                .allSatisfy(provider -> assertThat(SignatureScheme.named(
                                provider, provider.equals("generic") ? Optional.of("sha256") : Optional.empty(), false))
                        .isPresent());
    }

    @Property
    void noHeaderMakesACheckThrow(@ForAll String value) {
        for (String provider : SignatureScheme.PROVIDERS) {
            var scheme = SignatureScheme.named(
                    provider, provider.equals("generic") ? Optional.of("sha256") : Optional.empty(), false);
            var delivery = new SignedDelivery(new byte[0], _ -> Optional.of(value), Instant.EPOCH);
            assertThat(scheme.orElseThrow().check("the secret of this test", delivery))
                    .isInstanceOf(SignatureVerdict.Refused.class);
        }
    }

    private static void refused(Vector vector) {
        assertThat(vector.check()).as(vector.provider()).isInstanceOf(SignatureVerdict.Refused.class);
    }
}
