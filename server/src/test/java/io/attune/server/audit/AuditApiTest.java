package io.attune.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.server.boot.TestPlatform;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The audit log over HTTP: who sees it, how it is searched and verified (api-ops.md §4). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class AuditApiTest extends AuditHttpTest {
    @Test
    void everyFilterNarrowsTheList() {
        var pack = newPack();
        var made = items(LOG + "?event_type=pack.created&resource_ref=" + pack);
        assertThat(made).hasSize(1);
        var record = made.getFirst();
        var created = Instant.parse(record.path("created").asText());
        long id = record.path("resource_id").asLong();
        long identity = record.path("actor_identity").asLong();

        var filters = new String[][] {
            {"category", "pack", "rbac"},
            {"outcome", "success", "denied"},
            {"actor_identity", Long.toString(identity), "999999"},
            {"actor_login", "ADMIN@att", "nobody"},
            {"resource_type", "pack", "rule"},
            {"resource_id", Long.toString(id), "999999"},
            {"request_id", record.path("request_id").asText(), UUID.randomUUID().toString()},
            {"created_after", created.toString(), created.plusNanos(1_000).toString()},
            {"created_before", created.plusNanos(1_000).toString(), created.toString()}
        };
        var found = LOG + "?event_type=pack.created&resource_ref=" + pack;
        for (var filter : filters) {
            assertThat(items(found + "&" + filter[0] + "=" + encoded(filter[1])))
                    .as(filter[0])
                    .hasSize(1);
            assertThat(items(found + "&" + filter[0] + "=" + encoded(filter[2])))
                    .as(filter[0])
                    .isEmpty();
        }
        assertThat(items(LOG + "?event_type=pack.created&resource_ref=" + pack + "x"))
                .isEmpty();
        var request = send(admin, "GET", "/api/v1/packs/" + pack, "");
        generic(request);
        var ofRequest = LOG + "?category=api&request_id=" + requestId(request);
        for (var filter : new String[][] {
            {"http_status", "200", "404"}, {"http_method", "GET", "PUT"}, {"http_path", "packs/" + pack, "rules/"}
        }) {
            assertThat(items(ofRequest + "&" + filter[0] + "=" + encoded(filter[1])))
                    .as(filter[0])
                    .hasSize(1);
            assertThat(items(ofRequest + "&" + filter[0] + "=" + encoded(filter[2])))
                    .as(filter[0])
                    .isEmpty();
        }
    }

    @Test
    void pagesAreNewestFirstAndCountOnRequest() {
        for (int i = 0; i < 3; i++) {
            newPack();
        }
        var list = LOG + "?event_type=pack.created";

        var page = json(send(admin, "GET", list + "&per_page=2", ""));
        assertThat(page.path("items")).hasSize(2);
        assertThat(page.path("items").get(0).path("id").asLong())
                .isGreaterThan(page.path("items").get(1).path("id").asLong());
        assertThat(page.path("pagination").path("page_size").asInt()).isEqualTo(2);
        assertThat(page.path("pagination").path("has_next").asBoolean()).isTrue();
        assertThat(page.path("pagination").has("total_items")).isFalse();
        assertThat(page.path("items").get(0).path("http_method").isNull()).isTrue();
        assertThat(page.path("items").get(0).has("details")).isFalse();

        var next = json(send(admin, "GET", list + "&per_page=2&page=2", ""));
        assertThat(next.path("items").get(0).path("id").asLong())
                .isLessThan(page.path("items").get(1).path("id").asLong());
        var counted = json(send(admin, "GET", list + "&per_page=2&include_total=true", ""));
        assertThat(counted.path("pagination").path("total_items").asLong()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aRecordIsShownWholeAndReadingItIsRecorded() {
        var pack = newPack();
        long id = items(LOG + "?event_type=pack.created&resource_ref=" + pack)
                .getFirst()
                .path("id")
                .asLong();

        var answer = send(admin, "GET", LOG + "/" + id, "");
        var record = json(answer).path("data");

        assertThat(record.path("resource_ref").asText()).isEqualTo(pack);
        for (var field : List.of("details", "correlation_chain", "http_method", "duration_ms", "actor_user_agent")) {
            assertThat(record.has(field)).as(field).isTrue();
        }
        var reading = byRequest(requestId(answer)).getFirst();
        assertThat(reading.path("event_type").asText()).isEqualTo("audit_log.read");
        assertThat(reading.path("category").asText()).isEqualTo("admin");
        assertThat(reading.path("details").path("operation").asText()).isEqualTo("get");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(send(admin, "GET", LOG + "/999999999", "").statusCode()).isEqualTo(404);
        assertThat(byRequest(UUID.randomUUID().toString())).isEmpty();
        for (var path : List.of(
                "/by-request/123",
                "/by-request/1-1-1-1-1",
                "?category=nonsense",
                "?outcome=maybe",
                "?request_id=x",
                "?created_after=yesterday",
                "?actor_identity=x",
                "?page=-1",
                "/verify?tenant_ref=x&without_tenant=true")) {
            assertThat(send(admin, "GET", LOG + path, "").statusCode()).as(path).isEqualTo(400);
        }
        assertThat(send(admin, "GET", LOG + "/verify?tenant_ref=nobody", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void anotherTenantSeesItsOwnRecordsOnly() {
        var ghost = send("", "POST", "/auth/login", "{'login': 'ghost', 'password': 'wrong password'}");
        var pack = newPack();
        var foreign = newIdentity("auditor", "team");
        send(
                admin,
                "POST",
                "/api/v1/permissions/assignments",
                "{'identity_id': " + foreign.id() + ", 'permission_set_ref': 'core.admin'}");
        var ours = items(LOG + "?resource_ref=" + pack).getFirst();

        var auditor = login(foreign.login(), PASSWORD);
        var seen = json(send(auditor, "GET", LOG + "?per_page=500", "")).path("items");

        assertThat(seen).isNotEmpty();
        assertThat(seen)
                .allSatisfy(record ->
                        assertThat(record.path("actor_login").asText()).isEqualTo(foreign.login()));
        assertThat(send(auditor, "GET", LOG + "/" + ours.path("id").asLong(), "")
                        .statusCode())
                .isEqualTo(404);
        for (var id : List.of(ours.path("request_id").asText(), requestId(ghost))) {
            assertThat(json(send(auditor, "GET", LOG + "/by-request/" + id, "")).path("data"))
                    .isEmpty();
        }
        assertThat(send(auditor, "GET", LOG + "/verify?without_tenant=true", "").statusCode())
                .isEqualTo(403);
        assertThat(json(send(auditor, "GET", LOG + "/verify", ""))
                        .path("data")
                        .path("valid")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void theChainVerifiesOnceItIsSealed() {
        newPack();
        for (var query : List.of("", "?without_tenant=true")) {
            var sealed = new JsonNode[1];
            await("the log is sealed", () -> {
                sealed[0] =
                        json(send(admin, "GET", LOG + "/verify" + query, "")).path("data");
                return sealed[0].path("checked").asLong() > 0;
            });
            assertThat(sealed[0].path("valid").asBoolean())
                    .as(sealed[0].toString())
                    .isTrue();
            assertThat(sealed[0].path("first_broken").isNull()).isTrue();
            assertThat(sealed[0].path("head").path("seq").asLong())
                    .isEqualTo(sealed[0].path("checked").asLong());
            assertThat(sealed[0].path("head").path("hash").asText()).matches("[0-9a-f]{64}");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
