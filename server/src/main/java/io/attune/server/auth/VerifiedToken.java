package io.attune.server.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a token says, once its signature, issuer, audience and life time were found good. Whether its subject may still act is a question
 * to the database, not to the token.
 *
 * @param subject the identity's id as text
 * @param session the family of the login it stems from; only access and refresh tokens have one
 * @param metadata per kind, see {@link Tokens}
 */
public record VerifiedToken(
        TokenKind kind,
        UUID id,
        String subject,
        String login,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable UUID session,
        JsonNode metadata) {}
