package io.attune.server.auth;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.attune.model.WireEnum;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks the tokens of security.md §1.2: signed, never encrypted, nothing secret inside. Only HS256, only our own issuer and
 * audience; the kind of token decides where it is good.
 */
public final class Tokens {
    public static final Duration ACCESS_LIFE = Duration.ofHours(1);
    public static final Duration REFRESH_LIFE = Duration.ofDays(7);
    public static final Duration WORKER_LIFE = Duration.ofHours(24);

    private static final String ISSUER = "attune";
    private static final String AUDIENCE = "attune-api";
    private static final String KIND = "token_type";
    private static final String SESSION = "sid";
    /** The whole seconds of {@code iat} are too coarse to tell a token from before a password change from one after it. */
    private static final String ISSUED_MILLIS = "iat_ms";

    private static final int LONGEST_TOKEN = 8192;
    private static final ObjectMapper JSON = new JsonMapper();

    private final SigningKeys keys;
    private final Clock clock;

    Tokens(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** @param session the family of refresh tokens that ends this token when it is revoked */
    public String issueAccessToken(IdentityId identity, String login, UUID session) {
        return issue(TokenKind.ACCESS, identity.toString(), login, ACCESS_LIFE, UUID.randomUUID(), session, null, null);
    }

    /** @param id the row of the refresh token in the database, which makes it good for one use */
    public String issueRefreshToken(IdentityId identity, String login, UUID session, UUID id) {
        return issue(TokenKind.REFRESH, identity.toString(), login, REFRESH_LIFE, id, session, null, null);
    }

    /**
     * For a session that an integration token began; it lives no longer than that (security.md §1.2).
     *
     * @param integrationToken the record of that token
     */
    public String issueRefreshToken(IdentityId identity, String login, UUID session, UUID id, long integrationToken) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("identity_id", identity.value());
        metadata.put("integration_token_id", integrationToken);
        metadata.put("auth_method", "integration_token");
        return issue(
                TokenKind.REFRESH,
                Long.toString(integrationToken),
                login,
                REFRESH_LIFE,
                id,
                session,
                "integration_token",
                metadata);
    }

    /**
     * For the process of one run (security.md §3.5). Good while the run lives, at most for the given time. Never issue one for a run
     * without permission sets.
     *
     * @param executor the identity on whose behalf the run acts; its own grants do not count
     * @param standardActions and {@code standardPacks} what the set {@code standard} reaches
     */
    public String issueExecutionToken(
            ExecutionId execution,
            IdentityId executor,
            String actionRef,
            List<String> permissionSetRefs,
            List<String> standardActions,
            List<String> standardPacks,
            Duration life) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("execution_id", execution.value());
        metadata.put("action_ref", actionRef);
        metadata.set("permission_set_refs", JSON.valueToTree(permissionSetRefs));
        metadata.set("standard_access_action_refs", JSON.valueToTree(standardActions));
        metadata.set("standard_access_pack_refs", JSON.valueToTree(standardPacks));
        return issue(
                TokenKind.EXECUTION,
                executor.toString(),
                "execution:" + execution,
                life,
                UUID.randomUUID(),
                null,
                "execution",
                metadata);
    }

    /** For one remote worker; good for the worker gateway and internal transfers only. */
    public String issueWorkerToken(IdentityId system, long workerId, String workerName) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("worker_id", workerId);
        return issue(
                TokenKind.WORKER,
                system.toString(),
                "worker:" + workerName,
                WORKER_LIFE,
                UUID.randomUUID(),
                null,
                "internal_files",
                metadata);
    }

    /** For one sensor; good for creating events of its triggers. */
    public String issueSensorToken(IdentityId sensor, String sensorRef, List<String> triggerTypes, Duration life) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.set("trigger_types", JSON.valueToTree(triggerTypes));
        return issue(TokenKind.SENSOR, sensor.toString(), sensorRef, life, UUID.randomUUID(), null, "sensor", metadata);
    }

    private String issue(
            TokenKind kind,
            String subject,
            String login,
            Duration life,
            UUID id,
            @Nullable UUID session,
            @Nullable String scope,
            @Nullable JsonNode metadata) {
        var now = clock.instant();
        var claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(subject)
                .jwtID(id.toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(life)))
                .claim("login", login)
                .claim(KIND, kind.wire())
                .claim(ISSUED_MILLIS, now.toEpochMilli());
        if (session != null) {
            claims.claim(SESSION, session.toString());
        }
        if (scope != null) {
            claims.claim("scope", scope);
        }
        if (metadata != null) {
            claims.claim("metadata", JSON.convertValue(metadata, new TypeReference<Map<String, Object>>() {}));
        }
        var key = keys.current();
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.id())
                .build();
        try {
            var token = new SignedJWT(header, claims.build());
            token.sign(new MACSigner(key.secret()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of the right length signs", e);
        }
    }

    /** Checks everything that can be checked without the database. */
    public VerifiedToken verify(String text) throws TokenRefusedException {
        if (text.length() > LONGEST_TOKEN) {
            throw refused();
        }
        try {
            var token = SignedJWT.parse(text);
            var header = token.getHeader();
            if (!JWSAlgorithm.HS256.equals(header.getAlgorithm())
                    || header.getKeyID() == null
                    || header.getCriticalParams() != null) {
                throw refused();
            }
            var key = keys.find(header.getKeyID()).orElseThrow(Tokens::refused);
            if (!token.verify(new MACVerifier(key.secret()))) {
                throw refused();
            }
            return checked(token.getJWTClaimsSet());
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            throw refused();
        }
    }

    private VerifiedToken checked(JWTClaimsSet claims) throws TokenRefusedException, ParseException {
        Date expires = claims.getExpirationTime();
        String subject = claims.getSubject();
        Long issuedMillis = claims.getLongClaim(ISSUED_MILLIS);
        String login = claims.getStringClaim("login");
        String id = claims.getJWTID();
        String kind = claims.getStringClaim(KIND);
        if (!ISSUER.equals(claims.getIssuer())
                || !List.of(AUDIENCE).equals(claims.getAudience())
                || expires == null
                || subject == null
                || issuedMillis == null
                || login == null
                || id == null
                || kind == null) {
            throw refused();
        }
        if (!clock.instant().isBefore(expires.toInstant())) {
            throw new TokenRefusedException("Authentication token expired", true);
        }
        String session = claims.getStringClaim(SESSION);
        Map<String, Object> metadata = claims.getJSONObjectClaim("metadata");
        return new VerifiedToken(
                WireEnum.find(TokenKind.class, kind).orElseThrow(Tokens::refused),
                UUID.fromString(id),
                subject,
                login,
                Instant.ofEpochMilli(issuedMillis),
                expires.toInstant(),
                session == null ? null : UUID.fromString(session),
                metadata == null ? JsonNodeFactory.instance.objectNode() : JSON.valueToTree(metadata));
    }

    private static TokenRefusedException refused() {
        return new TokenRefusedException("Invalid authentication token", false);
    }
}
