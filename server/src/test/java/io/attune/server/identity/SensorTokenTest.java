package io.attune.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.auth.Tokens;
import io.attune.server.boot.ApiClient;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.attune.store.identity.IdentityStore;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** SEC-1: who mints tokens of sensors, and what such a token can do. */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class SensorTokenTest extends ApiTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    Tokens tokens;

    @Inject
    Transactions transactions;

    @Test
    void onlyOperatorsAndWorkersMintThem() {
        var admin = operator.tenant();
        var sensor = sensor(admin);
        var worker = worker();

        admin.api().post("/auth/sensor-token", request(sensor, sensor + "ed")).expect(403);
        admin.api()
                .post("/auth/internal/sensor-token", request(sensor, sensor + "ed"))
                .expect(403);
        anonymous.post("/auth/sensor-token", request(sensor, sensor + "ed")).expect(401);
        anonymous
                .post("/auth/internal/sensor-token", request(sensor, sensor + "ed"))
                .expect(401);
        operator.post("/auth/internal/sensor-token", request(sensor, sensor + "ed"))
                .expect(403);
        var minted = operator.post("/auth/sensor-token", request(sensor, sensor + "ed"))
                .expect(200);
        assertThat(minted.text("sensor_ref")).isEqualTo(sensor);
        assertThat(minted.text("expires_at")).endsWith("+00:00");
        assertThat(minted.data().path("trigger_types").get(0).asText()).isEqualTo(sensor + "ed");
        var again = worker.post("/auth/internal/sensor-token", request(sensor, sensor + "ed"))
                .expect(200);
        assertThat(again.data().path("identity_id").asLong())
                .isEqualTo(minted.data().path("identity_id").asLong());
        worker.post("/auth/sensor-token", request(sensor, sensor + "ed")).expect(200);
        var identity = operator.get("/api/v1/identities/"
                        + minted.data().path("identity_id").asLong())
                .expect(200);
        assertThat(identity.text("login")).isEqualTo("sensor:" + sensor);
        assertThat(identity.text("display_name")).isEqualTo("Sensor: " + sensor);
        assertThat(identity.text("tenant_ref")).isEqualTo(admin.tenant());
        assertThat(identity.data().path("attributes").path("type").asText()).isEqualTo("sensor");
    }

    @Test
    void aWorkerGetsOneOnlyForWhatAnInstalledSensorEmits() {
        var sensor = sensor(operator.tenant());
        var worker = worker();

        worker.post("/auth/sensor-token", request("no.thing", "no.things")).expect(422);
        worker.post("/auth/sensor-token", request(sensor, "core.alert")).expect(422);
    }

    @Test
    void whatIsWrongWithARequestIsSaid() {
        operator.post("/auth/sensor-token", "{}").expect(422);
        operator.post("/auth/sensor-token", "{'sensor_ref': 'a.b', 'trigger_types': []}")
                .expect(422);
        operator.post("/auth/sensor-token", "{'sensor_ref': 'a.b', 'trigger_types': ['a.c'], 'ttl_seconds': 60}")
                .expect(422);
    }

    @Test
    void aSensorEmitsItsOwnEventsAndDoesNothingElse() {
        var admin = operator.tenant();
        var sensor = sensor(admin);
        var api = anonymous.as(operator.post("/auth/sensor-token", request(sensor, sensor + "ed"))
                .expect(200)
                .text("token"));

        var event = api.post("/api/v1/events", "{'trigger_ref': '" + sensor + "ed', 'payload': {'x': 1}}")
                .expect(201);
        assertThat(event.text("source_ref")).isEqualTo(sensor);
        assertThat(event.data().path("source").isIntegralNumber()).isTrue();
        admin.api().get("/api/v1/events/" + event.id()).expect(200);
        operator.tenant().api().get("/api/v1/events/" + event.id()).expect(404);
        var delivery = "{'trigger_ref': '" + sensor + "ed', 'payload': {'x': 2}, 'delivery_id': 'line 7'}";
        var once = api.post("/api/v1/events", delivery).expect(201);
        var repeated = api.post("/api/v1/events", delivery).expect(201);
        assertThat(once.id()).isNotEqualTo(event.id());
        assertThat(repeated.data()).as("the same event").isEqualTo(once.data());
        api.post("/api/v1/events", delivery.replace("line 7", "x".repeat(256))).expect(422);
        api.post("/api/v1/events", "{'trigger_ref': 'core.alert'}").expect(403);
        for (var path : new String[] {"/auth/me", "/api/v1/packs", "/api/v1/rules", "/api/v1/executions"}) {
            api.get(path).expect(401);
        }

        operator.post("/api/v1/identities/" + sensorIdentity(sensor) + "/freeze", "")
                .expect(200);
        api.post("/api/v1/events", "{'trigger_ref': '" + sensor + "ed'}").expect(403);
        operator.post("/auth/sensor-token", request(sensor, sensor + "ed")).expect(403);
    }

    @Test
    void aTokenIsGoodForWhatTheSensorIsNow() {
        var admin = operator.tenant();
        var sensor = sensor(admin);
        admin.api()
                .post(
                        "/api/v1/triggers",
                        "{'ref': '" + sensor + "less', 'pack_ref': '" + sensor.substring(0, sensor.indexOf('.'))
                                + "', 'label': 'T'}")
                .expect(201);
        execute("update sensor set trigger_types = array[ref || 'ed', ref || 'less'] where ref = ?", sensor);
        var api = anonymous.as(operator.post(
                        "/auth/sensor-token",
                        "{'sensor_ref': '%1$s', 'trigger_types': ['%1$sed', '%1$sless']}".formatted(sensor))
                .expect(200)
                .text("token"));
        var kept = "{'trigger_ref': '" + sensor + "ed'}";
        var taken = "{'trigger_ref': '" + sensor + "less'}";
        api.post("/api/v1/events", taken).expect(201);

        execute("update sensor set trigger_types = array[ref || 'ed'] where ref = ?", sensor);
        api.post("/api/v1/events", taken).expect(403);
        api.post("/api/v1/events", kept).expect(201);
        execute("update sensor set enabled = false where ref = ?", sensor);
        api.post("/api/v1/events", kept).expect(401);
        execute("update sensor set enabled = true where ref = ?", sensor);
        api.post("/api/v1/events", kept).expect(201);
        admin.api().delete("/api/v1/sensors/" + sensor).expect(200);
        api.post("/api/v1/events", kept).expect(401);
    }

    @Test
    void aSensorReadsItsOwnKeysAndNoOthers() {
        var admin = operator.tenant();
        var sensor = sensor(admin);
        var pack = sensor.substring(0, sensor.indexOf('.'));
        for (var key : new String[] {
            "{'ref': '%1$s.pin', 'name': 'pin', 'owner_type': 'sensor', 'owner_sensor_ref': '%1$s', 'value': 'p1', 'encrypted': true}"
                    .formatted(sensor),
            "{'ref': '%1$s.pin', 'name': 'pin', 'owner_type': 'pack', 'owner_pack_ref': '%1$s', 'value': 'p2'}"
                    .formatted(pack),
            "{'ref': '%1$s_pin', 'name': '%1$s_pin', 'owner_type': 'system', 'value': 'p3'}".formatted(pack)
        }) {
            admin.api().post("/api/v1/keys", key).expect(201);
        }
        var api = anonymous.as(operator.post("/auth/sensor-token", request(sensor, sensor + "ed"))
                .expect(200)
                .text("token"));

        assertThat(api.get("/api/v1/keys/" + sensor + ".pin").expect(200).text("value"))
                .isEqualTo("p1");
        api.get("/api/v1/keys/" + pack + ".pin").expect(404);
        api.get("/api/v1/keys/" + pack + "_pin").expect(404);
        assertThat(api.get("/api/v1/keys").expect(200).json().path("items")).hasSize(1);
        api.delete("/api/v1/keys/" + sensor + ".pin").expect(401);
    }

    @Test
    void theLoginOfASensorGoesWithIt() {
        var first = operator.tenant();
        var sensor = sensor(first);
        var pack = sensor.substring(0, sensor.indexOf('.'));
        var token = operator.post("/auth/sensor-token", request(sensor, sensor + "ed"))
                .expect(200)
                .text("token");
        first.api().delete("/api/v1/packs/" + pack).expect(200);

        var second = operator.tenant();
        install(second, pack, sensor);
        var minted = operator.post("/auth/sensor-token", request(sensor, sensor + "ed"))
                .expect(200);
        assertThat(operator.get("/api/v1/identities/"
                                + minted.data().path("identity_id").asLong())
                        .expect(200)
                        .text("tenant_ref"))
                .isEqualTo(second.tenant());
        anonymous
                .as(token)
                .post("/api/v1/events", "{'trigger_ref': '" + sensor + "ed'}")
                .expect(401);
    }

    private void execute(String sql, String sensor) {
        transactions.engineTask(tx -> tx.sql().execute(sql, sensor));
    }

    /** A sensor with one trigger in the member's pack; there is no route to make sensors by hand. */
    private String sensor(ApiClient.Member admin) {
        var pack = "sens" + NUMBER.incrementAndGet();
        var ref = pack + ".watch";
        install(admin, pack, ref);
        return ref;
    }

    private void install(ApiClient.Member admin, String pack, String ref) {
        admin.api()
                .post("/api/v1/packs", "{'ref': '" + pack + "', 'label': 'P', 'version': '1.0.0'}")
                .expect(201);
        admin.api()
                .post("/api/v1/triggers", "{'ref': '" + ref + "ed', 'pack_ref': '" + pack + "', 'label': 'T'}")
                .expect(201);
        transactions.engineTask(tx -> tx.sql().execute("""
                        insert into sensor (tenant_id, pack_id, pack_ref, ref, label, entrypoint, trigger_types)
                        select tenant_id, id, ref, ?, 'Watch', 'watch.sh', array[?] from pack where ref = ?""", ref, ref + "ed", pack));
    }

    private long sensorIdentity(String sensor) {
        return transactions.engine(tx -> tx.sql()
                .fetchSingle("select id from identity where login = ?", "sensor:" + sensor)
                .get(0, Long.class));
    }

    private ApiClient worker() {
        return anonymous.as(tokens.issueWorkerToken(IdentityStore.SYSTEM, 1, "w"));
    }

    private static String request(String sensor, String trigger) {
        return "{'sensor_ref': '" + sensor + "', 'trigger_types': ['" + trigger + "']}";
    }
}
