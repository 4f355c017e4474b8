package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Team;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A11 Scoped permissions, as far as they are about keys. */
class ScopedPermissionsTest {
    private final Team team = Team.shared();
    private final String pack = pack();
    private final String other = pack();

    @Test
    void aGrantForTheKeysOfOnePackReachesNoOtherKey() {
        var admin = team.api();
        upload(pack, """
                ref: $pack.key_reader
                label: Reads the keys of this pack
                grants:
                  - resource: keys
                    actions: [read]
                    constraints:
                      owner_types: [pack]
                      owner_refs: [$pack]
                """.replace("$pack", pack));
        upload(other, null);
        key(admin, Json.object("ref", pack + ".mine", "owner_type", "pack", "owner_pack_ref", pack));
        key(admin, Json.object("ref", other + ".theirs", "owner_type", "pack", "owner_pack_ref", other));
        key(admin, Json.object("ref", pack + ".everybodys", "owner_type", "system"));
        var reader = team.member("reader", pack + ".key_reader").api();

        var list = reader.get("/api/v1/keys").expect(200);

        assertThat(refs(list)).containsExactly(pack + ".mine");
        assertThat(list.json().path("pagination").path("total_items").asInt()).isEqualTo(1);
        assertThat(refs(reader.get("/api/v1/keys?owner=" + other).expect(200))).isEmpty();
        assertThat(reader.get("/api/v1/keys/" + pack + ".mine")
                        .expect(200)
                        .data()
                        .path("value")
                        .asText())
                .isEqualTo("v");
        for (var hidden : List.of(other + ".theirs", pack + ".everybodys")) {
            var answer = reader.get("/api/v1/keys/" + hidden).expect(404);
            assertThat(answer.body().replace(hidden, "…"))
                    .isEqualTo(reader.get("/api/v1/keys/" + pack + ".nothing")
                            .expect(404)
                            .body()
                            .replace(pack + ".nothing", "…"));
        }
        reader.put("/api/v1/keys/" + pack + ".mine", Json.object("value", "w")).expect(403);
    }

    @Test
    void theGrantOfOneTenantDoesNotReachThePackOfAnother() {
        upload(pack, """
                ref: $pack.key_reader
                label: Reads keys of packs
                grants:
                  - resource: keys
                    actions: [read]
                    constraints:
                      owner_types: [pack]
                """.replace("$pack", pack));
        var reader = team.member("reader", pack + ".key_reader").api();
        var strangers = Team.shared();
        var theirs = pack();
        strangers
                .api()
                .post("/api/v1/packs", Json.object("ref", theirs, "label", "Theirs", "version", "1.0.0"))
                .expect(201);
        key(strangers.api(), Json.object("ref", theirs + ".key", "owner_type", "pack", "owner_pack_ref", theirs));

        assertThat(refs(reader.get("/api/v1/keys").expect(200))).isEmpty();
        reader.get("/api/v1/keys/" + theirs + ".key").expect(404);
    }

    private void upload(String ref, String permissionSet) {
        var archive = new PackArchive().file("pack.yaml", "ref: " + ref + "\nname: " + ref + "\nversion: 1.0.0\n");
        if (permissionSet != null) {
            archive.file("permission_sets/key_reader.yaml", permissionSet);
        }
        team.api()
                .upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of())
                .expect(201);
    }

    private static void key(Api api, ObjectNode key) {
        api.post("/api/v1/keys", key.put("name", "k" + UUID.randomUUID()).put("value", "v"))
                .expect(201);
    }

    private static List<String> refs(Api.Answer list) {
        var refs = new ArrayList<String>();
        list.items().forEach(key -> refs.add(key.path("ref").asText()));
        return refs;
    }

    private static String pack() {
        return "p" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }
}
