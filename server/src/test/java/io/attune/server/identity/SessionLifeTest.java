package io.attune.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.auth.Tokens;
import io.attune.server.boot.ApiClient;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.attune.store.identity.IdentityStore;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What becomes of tokens after hours and days (security.md §1.2, SEC-3, SEC-5), on a platform whose clock the test moves. */
@QuarkusTest
@TestProfile(SessionLifeTest.Later.class)
class SessionLifeTest extends ApiTest {
    /** As other tests have it, but for the time. */
    public static final class Later implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return new TestPlatform.Profile().getConfigOverrides();
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(MovedClock.class);
        }
    }

    @Inject
    MovedClock clock;

    @Inject
    Tokens tokens;

    @Inject
    Transactions transactions;

    @Test
    void aSessionGoesOnForWeeksAsLongAsItIsRenewedInTime() {
        var pair = login();
        for (int day = 0; day < 21; day += 6) {
            anonymous.as(pair.access()).get("/auth/me").expect(200);
            clock.move(Duration.ofMinutes(59));
            anonymous.as(pair.access()).get("/auth/me").expect(200);
            clock.move(Duration.ofMinutes(2));
            anonymous.as(pair.access()).get("/auth/me").expect(401);
            clock.move(Duration.ofDays(6));
            pair = refreshed(pair);
        }
    }

    @Test
    void aSessionThatNobodyRenewsEndsAfterSevenDays() {
        var pair = login();

        clock.move(Duration.ofDays(7));

        anonymous.post("/auth/refresh", refresh(pair)).expect(401);
        assertThat(login().access()).as("logging in again").isNotEmpty();
    }

    @Test
    void theSessionOfAnIntegrationTokenEndsWithIt() {
        var member = operator.tenant();
        var made = operator.post(
                        "/api/v1/identities/" + member.id() + "/integration-tokens",
                        "{'label': 'ci', 'expires_at': '" + clock.instant().plus(Duration.ofMinutes(90)) + "'}")
                .expect(201)
                .text("token");
        var login = "{'token': '" + made + "'}";
        var pair = pair(anonymous.post("/auth/token-login", login).expect(200));
        clock.move(Duration.ofMinutes(80));
        pair = refreshed(pair);
        anonymous.as(pair.access()).get("/auth/me").expect(200);

        clock.move(Duration.ofMinutes(11));

        anonymous.as(pair.access()).get("/auth/me").expect(401);
        anonymous.post("/auth/refresh", refresh(pair)).expect(401);
        anonymous.post("/auth/token-login", login).expect(401);
    }

    @Test
    void aSensorGetsAnotherTokenWhenItsOwnIsOver() {
        var admin = operator.tenant();
        var sensor = sensor(admin);
        var request = "{'sensor_ref': '%1$s', 'trigger_types': ['%1$sed']}".formatted(sensor);
        var event = "{'trigger_ref': '" + sensor + "ed'}";
        var first = anonymous.as(worker().post("/auth/internal/sensor-token", request)
                .expect(200)
                .text("token"));
        clock.move(Duration.ofHours(23));
        first.post("/api/v1/events", event).expect(201);

        clock.move(Duration.ofHours(2));

        first.post("/api/v1/events", event).expect(401);
        var second = anonymous.as(worker().post("/auth/internal/sensor-token", request)
                .expect(200)
                .text("token"));
        second.post("/api/v1/events", event).expect(201);
    }

    private record Pair(String access, String refresh) {}

    private Pair login() {
        return pair(anonymous
                .post(
                        "/auth/login",
                        "{'login': '" + TestPlatform.LOGIN + "', 'password': '" + TestPlatform.PASSWORD + "'}")
                .expect(200));
    }

    private Pair refreshed(Pair pair) {
        return pair(anonymous.post("/auth/refresh", refresh(pair)).expect(200));
    }

    private static String refresh(Pair pair) {
        return "{'refresh_token': '" + pair.refresh() + "'}";
    }

    private static Pair pair(ApiClient.Answer answer) {
        return new Pair(answer.text("access_token"), answer.text("refresh_token"));
    }

    private ApiClient worker() {
        return anonymous.as(tokens.issueWorkerToken(IdentityStore.SYSTEM, 1, "w"));
    }

    /** There is no route to make sensors by hand. */
    private String sensor(ApiClient.Member admin) {
        admin.api()
                .post("/api/v1/packs", "{'ref': 'lasting', 'label': 'P', 'version': '1.0.0'}")
                .expect(201);
        admin.api()
                .post("/api/v1/triggers", "{'ref': 'lasting.watched', 'pack_ref': 'lasting', 'label': 'T'}")
                .expect(201);
        transactions.engineTask(tx -> tx.sql().execute("""
                        insert into sensor (tenant_id, pack_id, pack_ref, ref, label, entrypoint, trigger_types)
                        select tenant_id, id, ref, 'lasting.watch', 'Watch', 'watch.sh', array['lasting.watched']
                        from pack
                        where ref = 'lasting'
                        """));
        return "lasting.watch";
    }

    /** The time of this machine, and as much later as it was moved. */
    @Alternative
    @Singleton
    public static class MovedClock extends Clock {
        private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);

        void move(Duration by) {
            var _ = later.accumulateAndGet(by, Duration::plus);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(later.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
