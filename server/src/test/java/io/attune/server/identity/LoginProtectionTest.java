package io.attune.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.id.IdentityId;
import io.attune.server.auth.Passwords;
import io.attune.server.boot.ApiClient;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.attune.store.identity.IdentityStore;
import io.attune.store.identity.RefreshTokenStore;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** SEC-2: guessing becomes slow, and the answers tell nothing. */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class LoginProtectionTest extends ApiTest {
    private static final AtomicInteger ADDRESS = new AtomicInteger();

    @Inject
    Transactions transactions;

    @Inject
    Passwords passwords;

    @Test
    void fiveFailuresOfOneLoginMakeItWaitFromAnywhere() {
        var victim = operator.tenant();
        for (int i = 0; i < 5; i++) {
            assertThat(login(address(), victim.login(), "a wrong password").statusCode())
                    .isEqualTo(401);
        }

        var refused = login(address(), victim.login(), ApiClient.PASSWORD);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("TOO_MANY_REQUESTS");
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 60);
        // The account goes on: only who does not yet have a session waits.
        victim.api().get("/auth/me").expect(200);
        forget();
        assertThat(login(address(), victim.login(), ApiClient.PASSWORD).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aLoginThatDoesNotExistIsSlowedDownAlike() {
        for (int i = 0; i < 5; i++) {
            assertThat(login(address(), "nobody-at-all", "a wrong password").statusCode())
                    .isEqualTo(401);
        }

        assertThat(login(address(), "nobody-at-all", "a wrong password").statusCode())
                .isEqualTo(429);
    }

    @Test
    void tenFailuresFromOneAddressStopEveryGuessFromThere() {
        var address = address();
        for (int i = 0; i < 10; i++) {
            assertThat(login(address, "guess" + i, "a wrong password").statusCode())
                    .isEqualTo(401);
        }

        assertThat(login(address, TestPlatform.LOGIN, TestPlatform.PASSWORD).statusCode())
                .isEqualTo(429);
        assertThat(post(address, "/auth/token-login", "{\"token\":\"attune_it_x\"}")
                        .statusCode())
                .isEqualTo(429);
        assertThat(post(address, "/auth/refresh", "{\"refresh_token\":\"x\"}").statusCode())
                .isEqualTo(429);
        assertThat(login(address(), TestPlatform.LOGIN, TestPlatform.PASSWORD).statusCode())
                .isEqualTo(200);
    }

    @Test
    void tenRegistrationsFromOneAddressStopFurtherOnesFromThereAndNothingElse() {
        var address = address();
        for (int i = 0; i < 5; i++) {
            assertThat(register(address, "newcomer" + i).statusCode()).isEqualTo(200);
            assertThat(register(address, "newcomer" + i).statusCode()).isEqualTo(409);
        }

        var refused = register(address, "newcomer5");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 60);
        assertThat(login(address, "newcomer0", ApiClient.PASSWORD).statusCode()).isEqualTo(200);
        assertThat(register(address(), "newcomer5").statusCode()).isEqualTo(200);
    }

    @Test
    void guessedTokensCountLikeGuessedPasswords() {
        for (var guess : new String[] {
            "/auth/token-login {\"token\":\"attune_it_guess\"}", "/auth/refresh {\"refresh_token\":\"guess\"}"
        }) {
            var words = guess.split(" ", 2);
            var address = address();
            for (int i = 0; i < 10; i++) {
                assertThat(post(address, words[0], words[1]).statusCode()).isEqualTo(401);
            }
            assertThat(post(address, words[0], words[1]).statusCode()).as(guess).isEqualTo(429);
        }
    }

    @Test
    void aStolenSessionCannotGuessThePassword() {
        var victim = operator.tenant();
        var guess = "{'current_password': 'a wrong password', 'new_password': 'the thief has it'}";
        for (int i = 0; i < 5; i++) {
            victim.api().post("/auth/change-password", guess).expect(401);
        }

        victim.api().post("/auth/change-password", guess).expect(429);
        victim.api()
                .post(
                        "/auth/change-password",
                        "{'current_password': '" + ApiClient.PASSWORD + "', 'new_password': 'the thief has it'}")
                .expect(429);
    }

    @Test
    void thatAnIdentityIsFrozenLearnsOnlyWhoKnowsItsPassword() {
        var admin = operator.tenant();
        var member = operator.member(admin.tenant(), "");
        admin.api().post("/api/v1/identities/" + member.id() + "/freeze", "").expect(200);

        assertThat(login(address(), member.login(), "a wrong password").statusCode())
                .isEqualTo(401);
        assertThat(login(address(), member.login(), ApiClient.PASSWORD).statusCode())
                .isEqualTo(403);
    }

    @Test
    void whatIsKeptOfAFailureTellsNobodysPassword() {
        // People type their password into the field of the login.
        login(address(), "correct horse battery staple", "x");

        transactions.engineTask(
                tx -> assertThat(tx.sql().fetch("select * from login_failure").formatCSV())
                        .doesNotContain("correct horse battery staple"));
    }

    /** The password is right when it is checked, and another by the time the session would begin (SEC-3). */
    @Test
    void aLoginThatRacesAChangeOfThePasswordBeginsNoSession() {
        var victim = operator.tenant();
        var id = new IdentityId(victim.id());
        var identities = new IdentityStore();
        var login = transactions.engine(tx -> {
            identities.changePassword(tx, id, passwords.hash("another password"), Instant.now());
            new RefreshTokenStore().revokeAll(tx, id, Instant.now());
            var racing = CompletableFuture.supplyAsync(
                    () -> login(address(), victim.login(), ApiClient.PASSWORD).statusCode());
            await(racing);
            return racing;
        });

        assertThat(login.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(401);
        assertThat(login(address(), victim.login(), "another password").statusCode())
                .isEqualTo(200);
    }

    /** Until the login is over, or waits for the one who holds the identity. */
    private void await(CompletableFuture<?> login) {
        var limit = Instant.now().plusSeconds(20);
        while (!login.isDone() && Instant.now().isBefore(limit)) {
            boolean waits = transactions.engine(tx -> tx.sql()
                            .fetchSingle("select count(*) from pg_locks where not granted")
                            .get(0, Long.class)
                    > 0);
            if (waits) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    private void forget() {
        transactions.engineTask(tx -> tx.sql().execute("delete from login_failure"));
    }

    private static String address() {
        return "203.0.113." + ADDRESS.incrementAndGet();
    }

    private HttpResponse<String> login(String address, String login, String password) {
        return post(address, "/auth/login", "{\"login\":\"" + login + "\",\"password\":\"" + password + "\"}");
    }

    private HttpResponse<String> register(String address, String login) {
        return post(
                address, "/auth/register", "{\"login\":\"" + login + "\",\"password\":\"" + ApiClient.PASSWORD + "\"}");
    }

    private HttpResponse<String> post(String address, String path, String body) {
        return TestPlatform.send(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", address)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }
}
