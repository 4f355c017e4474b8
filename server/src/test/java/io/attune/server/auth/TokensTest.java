package io.attune.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.server.config.PlatformSecrets;
import io.attune.server.config.SettingsFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a token must survive (security.md §1.2, SEC-4). */
class TokensTest {
    private static final String SECRET = "the secret of this test, 32 bytes and more";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private final Tokens tokens = tokens(SECRET, List.of(), NOW);

    @Test
    void aTokenSaysWhatItWasMadeFor() throws Exception {
        var session = UUID.randomUUID();

        var verified = tokens.verify(tokens.issueAccessToken(new IdentityId(7), "ann", session));

        assertThat(verified.kind()).isEqualTo(TokenKind.ACCESS);
        assertThat(verified.subject()).isEqualTo("7");
        assertThat(verified.login()).isEqualTo("ann");
        assertThat(verified.session()).isEqualTo(session);
        assertThat(verified.issuedAt()).isEqualTo(NOW);
        assertThat(Duration.between(NOW, verified.expiresAt())).isCloseTo(Tokens.ACCESS_LIFE, Duration.ofSeconds(1));
    }

    @Test
    void theTokenOfARunCarriesItsAuthority() throws Exception {
        var verified = tokens.verify(tokens.issueExecutionToken(
                new ExecutionId(42),
                new IdentityId(7),
                "core.echo",
                List.of("core.viewer"),
                List.of("core.echo"),
                List.of("core"),
                Duration.ofMinutes(6)));

        assertThat(verified.kind()).isEqualTo(TokenKind.EXECUTION);
        assertThat(verified.metadata().path("execution_id").asLong()).isEqualTo(42);
        assertThat(verified.metadata().path("permission_set_refs").get(0).asText())
                .isEqualTo("core.viewer");
    }

    @Test
    void anExpiredTokenIsRefusedAsExpired() {
        String token = tokens.issueAccessToken(new IdentityId(7), "ann", UUID.randomUUID());
        var later = tokens(SECRET, List.of(), NOW.plus(Tokens.ACCESS_LIFE));

        var refused = catchThrowableOfType(TokenRefusedException.class, () -> later.verify(token));

        assertThat(refused.isExpired()).isTrue();
        assertThat(refused).hasMessage("Authentication token expired");
    }

    @Test
    void aForeignSignatureIsRefused() {
        String foreign = tokens("another secret, also of more than 32 bytes", List.of(), NOW)
                .issueAccessToken(new IdentityId(1), "admin", UUID.randomUUID());

        refuses(foreign);
    }

    @Test
    void noneOfTheBytesCanBeChanged() {
        String token = tokens.issueAccessToken(new IdentityId(7), "ann", UUID.randomUUID());
        String[] parts = token.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);

        refuses(parts[0] + "." + encoded(claims.replace("\"7\"", "\"1\"")) + "." + parts[2]);
        refuses(parts[0] + "." + encoded(claims.replace("access", "refresh")) + "." + parts[2]);
        refuses(parts[0] + "." + parts[1] + ".");
        refuses(parts[0] + "." + parts[1]);
    }

    @Test
    void onlyOneAlgorithmIsAccepted() throws Exception {
        String[] parts = tokens.issueAccessToken(new IdentityId(7), "ann", UUID.randomUUID())
                .split("\\.", -1);
        String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);

        refuses(encoded(header.replace("HS256", "none")) + "." + parts[1] + ".");
        refuses(encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".");
        refuses(encoded(header.replace("HS256", "RS256")) + "." + parts[1] + "." + parts[2]);
        String longSecret = SECRET + SECRET;
        var keys = SigningKeys.configured(longSecret, List.of(), Clock.systemUTC());
        var stronger = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS512)
                        .keyID(keys.current().id())
                        .build(),
                claims().build());
        stronger.sign(new MACSigner(longSecret));
        assertThatThrownBy(() -> tokens(longSecret, List.of(), NOW).verify(stronger.serialize()))
                .isInstanceOf(TokenRefusedException.class);
    }

    @Test
    void issuerAudienceAndEveryClaimAreRequired() throws Exception {
        assertThat(tokens.verify(signed(claims())).subject()).isEqualTo("7");

        refuses(signed(claims().issuer("somebody")));
        refuses(signed(claims().audience("another-api")));
        refuses(signed(claims().audience(List.of("attune-api", "another-api"))));
        refuses(signed(claims().subject(null)));
        refuses(signed(claims().jwtID(null)));
        refuses(signed(claims().jwtID("not a uuid")));
        refuses(signed(claims().expirationTime(null)));
        refuses(signed(claims().claim("token_type", "superuser")));
        refuses(signed(claims().claim("token_type", null)));
        refuses(signed(claims().claim("iat_ms", "yesterday")));
    }

    @Test
    void textThatIsNoTokenIsRefusedQuietly() {
        for (String text : List.of("", ".", "..", "a.b.c", "\u0000", "{}", "x".repeat(100_000))) {
            refuses(text);
        }
    }

    @Test
    void tokensOfAnEarlierSecretStayGoodWhileItIsListed() throws Exception {
        String old = tokens.issueAccessToken(new IdentityId(7), "ann", UUID.randomUUID());
        String next = "the next secret, which has 32 bytes as well";

        assertThat(tokens(next, List.of(SECRET), NOW).verify(old).login()).isEqualTo("ann");
        assertThatThrownBy(() -> tokens(next, List.of(), NOW).verify(old)).isInstanceOf(TokenRefusedException.class);
    }

    @Test
    void aRotationLogsNobodyOut(@TempDir Path directory) throws Exception {
        var file = new PlatformSecrets(
                        SettingsFile.load(Optional.empty(), Map.of("ATTUNE__DATA_DIR", directory.toString()), Map.of()))
                .signingKeyFile()
                .orElseThrow();
        var keys = SigningKeys.generated(file, List.of(), at(NOW));
        var otherProcess = new Tokens(SigningKeys.generated(file, List.of(), at(NOW)), at(NOW));
        String before = new Tokens(keys, at(NOW)).issueAccessToken(new IdentityId(7), "ann", UUID.randomUUID());

        var listed = keys.rotate().orElseThrow();

        String after = new Tokens(keys, at(NOW)).issueAccessToken(new IdentityId(7), "ann", UUID.randomUUID());
        assertThat(listed)
                .hasSize(2)
                .first()
                .extracting(SigningKeys.KeyInfo::id)
                .isEqualTo(kid(after));
        assertThat(kid(after)).isNotEqualTo(kid(before));
        assertThat(new Tokens(keys, at(NOW)).verify(before).login()).isEqualTo("ann");
        // Another process hears of the new key when it meets a token signed with it.
        assertThat(otherProcess.verify(after).login()).isEqualTo("ann");
        assertThat(otherProcess.verify(before).login()).isEqualTo("ann");

        var muchLater = NOW.plus(Duration.ofDays(7));
        assertThat(SigningKeys.generated(file, List.of(), at(muchLater)).find(kid(before)))
                .isEmpty();
        assertThat(SigningKeys.configured(SECRET, List.of(), at(NOW)).rotate())
                .as("a configured secret changes by configuration")
                .isEmpty();
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private static String kid(String token) throws Exception {
        return SignedJWT.parse(token).getHeader().getKeyID();
    }

    @Test
    void aShortSecretIsRefusedAtTheStart() {
        assertThatThrownBy(() -> SigningKeys.configured("short", List.of(), Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void refuses(String token) {
        var refused = catchThrowableOfType(TokenRefusedException.class, () -> tokens.verify(token));
        assertThat(refused).as(token).isNotNull();
        assertThat(refused.isExpired()).isFalse();
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("attune")
                .audience("attune-api")
                .subject("7")
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(NOW.plusSeconds(60)))
                .claim("login", "ann")
                .claim("token_type", "access")
                .claim("iat_ms", NOW.toEpochMilli());
    }

    private static String signed(JWTClaimsSet.Builder claims) throws Exception {
        var key = SigningKeys.configured(SECRET, List.of(), Clock.systemUTC()).current();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.id()).build(), claims.build());
        token.sign(new MACSigner(key.secret()));
        return token.serialize();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Tokens tokens(String secret, List<String> earlier, Instant now) {
        var clock = Clock.fixed(now, ZoneOffset.UTC);
        return new Tokens(SigningKeys.configured(secret, earlier, clock), clock);
    }
}
