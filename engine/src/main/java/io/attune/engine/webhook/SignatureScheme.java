package io.attune.engine.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a sender shows that it knows the secret. The senders' own schemes are as they publish them; {@link Generic} is the one of
 * runtime.md §4. A signature with a time in it counts for {@link #REPLAY_WINDOW} before and after that time.
 */
public sealed interface SignatureScheme {
    Duration REPLAY_WINDOW = Duration.ofMinutes(5);

    /** What a sender says at more length names nothing. */
    int LONGEST_ID = 255;

    /** HMAC over the body, or over {@code <timestamp>.} and the body. {@code X-Hub-Signature} is how older senders say it. */
    record Generic(MacAlgorithm algorithm, boolean timestamped) implements SignatureScheme {}

    /** {@code X-Hub-Signature-256: sha256=<hex>}. */
    record GitHub() implements SignatureScheme {}

    /** {@code X-Gitlab-Token: <secret>}: no signature, the secret itself. */
    record GitLab() implements SignatureScheme {}

    /** {@code X-Slack-Signature: v0=<hex>} over {@code v0:<timestamp>:<body>}. */
    record Slack() implements SignatureScheme {}

    /** {@code Stripe-Signature: t=<timestamp>,v1=<hex>[,v1=<hex>]} over {@code <timestamp>.<body>}; one of several must fit. */
    record Stripe() implements SignatureScheme {}

    /** The names under which {@link #named} knows the schemes. */
    List<String> PROVIDERS = List.of("generic", "github", "gitlab", "slack", "stripe");

    /**
     * The scheme that settings ask for; nothing if they contradict themselves or name what does not exist.
     *
     * @param algorithm {@code generic} needs it; beside another provider it must be the one that the provider uses
     * @param timestamped whether the sender's time must be signed; of the others, only those satisfy it that always do so
     */
    static Optional<SignatureScheme> named(String provider, Optional<String> algorithm, boolean timestamped) {
        return switch (provider) {
            case "generic" -> algorithm.flatMap(MacAlgorithm::find).map(found -> new Generic(found, timestamped));
            case "github" -> fixed(new GitHub(), isSha256(algorithm) && !timestamped);
            case "gitlab" -> fixed(new GitLab(), algorithm.isEmpty() && !timestamped);
            case "slack" -> fixed(new Slack(), isSha256(algorithm));
            case "stripe" -> fixed(new Stripe(), isSha256(algorithm));
            default -> Optional.empty();
        };
    }

    /** @param secret an empty one fits nothing */
    default SignatureVerdict check(String secret, SignedDelivery delivery) {
        if (secret.isEmpty()) {
            return new SignatureVerdict.Refused("This webhook demands signatures but lacks its secret");
        }
        try {
            boolean fits = switch (this) {
                case Generic(MacAlgorithm algorithm, boolean timestamped) ->
                    generic(algorithm, timestamped, secret, delivery);
                case GitHub _ -> {
                    byte[] given = hex(prefixed("X-Hub-Signature-256", "sha256=", delivery));
                    yield isEqual(given, MacAlgorithm.SHA256.mac(secret, "", delivery.body()));
                }
                case GitLab _ ->
                    isEqual(
                            required("X-Gitlab-Token", delivery).getBytes(StandardCharsets.UTF_8),
                            secret.getBytes(StandardCharsets.UTF_8));
                case Slack _ -> {
                    byte[] given = hex(prefixed("X-Slack-Signature", "v0=", delivery));
                    String time = current("X-Slack-Request-Timestamp", delivery);
                    yield isEqual(given, MacAlgorithm.SHA256.mac(secret, "v0:" + time + ":", delivery.body()));
                }
                case Stripe _ -> stripe(secret, delivery);
            };
            return fits
                    ? new SignatureVerdict.Genuine()
                    : new SignatureVerdict.Refused("The signature does not fit the body");
        } catch (Refusal refusal) {
            return new SignatureVerdict.Refused(refusal.reason());
        }
    }

    /**
     * What the sender calls the delivery within what it signed. It goes before an id in a header, which a replay could change.
     *
     * @param payload of a genuine delivery
     */
    default Optional<String> signedId(@Nullable JsonNode payload) {
        return switch (this) {
            case Slack _ -> text(payload, "event_id");
            case Stripe _ -> text(payload, "id");
            case Generic _, GitHub _, GitLab _ -> Optional.empty();
        };
    }

    /**
     * What a sender wants to read back before it sends anything else: Slack asks so whether the address is right.
     *
     * @param payload of a genuine delivery
     */
    default Optional<String> challenge(@Nullable JsonNode payload) {
        return switch (this) {
            case Slack _ ->
                text(payload, "type").filter("url_verification"::equals).flatMap(_ -> text(payload, "challenge"));
            case Generic _, GitHub _, GitLab _, Stripe _ -> Optional.empty();
        };
    }

    private static Optional<String> text(@Nullable JsonNode payload, String field) {
        return payload == null
                ? Optional.empty()
                : Optional.ofNullable(payload.path(field).textValue())
                        .filter(text -> !text.isEmpty() && text.length() <= LONGEST_ID);
    }

    private static Optional<SignatureScheme> fixed(SignatureScheme scheme, boolean isConsistent) {
        return isConsistent ? Optional.of(scheme) : Optional.empty();
    }

    private static boolean isSha256(Optional<String> algorithm) {
        return algorithm.isEmpty() || algorithm.get().equals(MacAlgorithm.SHA256.wireName());
    }

    private static boolean generic(MacAlgorithm algorithm, boolean timestamped, String secret, SignedDelivery delivery)
            throws Refusal {
        // Who signs with sha1 as well as sha256 puts the former into the shorter header.
        boolean older = algorithm == MacAlgorithm.SHA1;
        String given = delivery.header("X-Webhook-Signature")
                .or(() -> delivery.header(older ? "X-Hub-Signature" : "X-Hub-Signature-256"))
                .or(() -> delivery.header(older ? "X-Hub-Signature-256" : "X-Hub-Signature"))
                .orElseThrow(() -> new Refusal("The delivery is not signed: send X-Webhook-Signature"));
        int separator = given.indexOf('=');
        if (separator >= 0 && !given.substring(0, separator).equalsIgnoreCase(algorithm.wireName())) {
            throw new Refusal("The signature must be made with " + algorithm.wireName());
        }
        byte[] signature = hex(given.substring(separator + 1));
        String prefix = timestamped ? current("X-Webhook-Timestamp", delivery) + "." : "";
        return isEqual(signature, algorithm.mac(secret, prefix, delivery.body()));
    }

    private static boolean stripe(String secret, SignedDelivery delivery) throws Refusal {
        String header = required("Stripe-Signature", delivery);
        List<String> times = new ArrayList<>();
        List<String> signatures = new ArrayList<>();
        for (String element : header.split(",", -1)) {
            String stripped = element.strip();
            if (stripped.startsWith("t=")) {
                times.add(stripped.substring("t=".length()));
            } else if (stripped.startsWith("v1=")) {
                signatures.add(stripped.substring("v1=".length()));
            }
        }
        if (times.size() != 1 || signatures.isEmpty()) {
            throw new Refusal("Stripe-Signature must hold t=<timestamp> and v1=<signature>");
        }
        String time = current("The time in Stripe-Signature", times.getFirst(), delivery.received());
        byte[] expected = MacAlgorithm.SHA256.mac(secret, time + ".", delivery.body());
        boolean fits = false;
        for (String signature : signatures) {
            fits |= isEqual(hex(signature), expected);
        }
        return fits;
    }

    private static String required(String header, SignedDelivery delivery) throws Refusal {
        return delivery.header(header)
                .orElseThrow(() -> new Refusal("The delivery is not signed: " + header + " is missing"));
    }

    private static String prefixed(String header, String prefix, SignedDelivery delivery) throws Refusal {
        String value = required(header, delivery);
        if (!value.startsWith(prefix)) {
            throw new Refusal(header + " must begin with " + prefix);
        }
        return value.substring(prefix.length());
    }

    private static String current(String header, SignedDelivery delivery) throws Refusal {
        return current(header, delivery.header(header).orElse(""), delivery.received());
    }

    /** The time exactly as it was sent, which is what was signed. */
    private static String current(String place, String seconds, Instant now) throws Refusal {
        if (!seconds.matches("[0-9]{1,12}")) {
            throw new Refusal(place + " must hold the Unix time in seconds");
        }
        Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), now);
        if (off.abs().compareTo(REPLAY_WINDOW) > 0) {
            throw new Refusal(place + " is more than " + REPLAY_WINDOW.toMinutes() + " minutes off");
        }
        return seconds;
    }

    private static byte[] hex(String text) throws Refusal {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal("The signature must be hexadecimal");
        }
    }

    /** In constant time: an answer must not tell how much of a guess was right. */
    private static boolean isEqual(byte[] given, byte[] expected) {
        return MessageDigest.isEqual(given, expected);
    }
}
