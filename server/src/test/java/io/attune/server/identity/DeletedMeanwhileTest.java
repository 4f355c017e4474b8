package io.attune.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.boot.ApiClient;
import io.attune.server.boot.ApiClient.Answer;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a request names may be gone between its check and its write; that is an answer and no error of ours (SEC-22). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class DeletedMeanwhileTest extends ApiTest {
    @Inject
    Transactions transactions;

    @Test
    void whatIsGivenToAnIdentityThatGoesIsNotFound() {
        var admin = operator.tenant();
        for (ApiClient giver : new ApiClient[] {operator, admin.api()}) {
            List<Supplier<Answer>> gifts = new ArrayList<>();
            for (var path : new String[] {"roles", "integration-tokens", "freeze"}) {
                long id = operator.member(admin.tenant(), "").id();
                gifts.add(() -> whileDeleting(
                        id, () -> giver.post("/api/v1/identities/" + id + "/" + path, "{'role': 'r', 'label': 'l'}")));
            }
            long id = operator.member(admin.tenant(), "").id();
            gifts.add(() -> whileDeleting(
                    id,
                    () -> giver.post(
                            "/api/v1/permissions/assignments",
                            "{'identity_id': " + id + ", 'permission_set_ref': 'core.viewer'}")));
            for (var gift : gifts) {
                assertThat(gift.get().expect(404).error()).startsWith("Identity '");
            }
        }
    }

    @Test
    void aFieldThatNamesWhatGoesIsNamed() {
        var admin = operator.tenant();
        long set = transactions.engine(tx -> tx.sql()
                .fetchSingle(
                        "insert into permission_set (tenant_id, ref) select tenant_id, 'leaving.set' from identity where id = ? returning id",
                        admin.id())
                .get(0, Long.class));

        var refused = whileDeleting(
                        "delete from permission_set where id = ?",
                        set,
                        () -> admin.api().post("/api/v1/permissions/sets/" + set + "/roles", "{'role': 'ops'}"))
                .expect(422);

        assertThat(refused.json().path("code").asText()).isEqualTo("VALIDATION_ERROR");
        assertThat(refused.json().path("details").path("fields"))
                .singleElement()
                .extracting(finding -> finding.path("field").asText())
                .isEqualTo("permission_set_id");
        assertThat(refused.error()).doesNotContain("fkey").doesNotContain("constraint");
    }

    private Answer whileDeleting(long identity, Supplier<Answer> request) {
        return whileDeleting("delete from identity where id = ?", identity, request);
    }

    /** Another transaction deletes it, and commits once the request waits for that. */
    private Answer whileDeleting(String deletion, long what, Supplier<Answer> request) {
        var answer = transactions.engine(tx -> {
            assertThat(tx.sql().execute(deletion, what)).isEqualTo(1);
            var sent = CompletableFuture.supplyAsync(request);
            assertThat(waits(sent)).as(() -> "waits: " + sent).isTrue();
            return sent;
        });
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private boolean waits(CompletableFuture<?> request) {
        var limit = Instant.now().plusSeconds(20);
        while (!request.isDone() && Instant.now().isBefore(limit)) {
            long waiting = transactions.engine(tx -> tx.sql()
                    .fetchSingle("select count(*) from pg_locks where not granted")
                    .get(0, Long.class));
            if (waiting > 0) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
