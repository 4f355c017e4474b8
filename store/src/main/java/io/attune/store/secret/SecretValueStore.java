package io.attune.store.secret;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.HotSql.texts;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.WireEnum;
import io.attune.model.id.TenantId;
import io.attune.model.secret.SecretKind;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.encryption.SealedColumn;
import io.attune.store.encryption.SealedValueException;
import io.attune.store.encryption.SecretBox;
import io.attune.store.json.JsonNodeBinding;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Rows of {@code execution_secret_value}. */
@Singleton
public final class SecretValueStore {
    /** Where they lie, for the re-encryption. */
    public static final SealedColumn SEALED = new SealedColumn(
            "execution_secret_value", "entity_id", "part", "sealed", "sealed = fresh.sealed", SecretValueStore::place);

    private final SecretBox box;

    public SecretValueStore(SecretBox box) {
        this.box = box;
    }

    /** Seals and writes them, however many, in one statement. */
    public void insertAll(Tx tx, List<NewSecret> secrets) {
        if (secrets.isEmpty()) {
            return;
        }
        var sql = """
                insert into execution_secret_value (tenant_id, entity_type, entity_id, json_path, source_kind, source_ref, sealed)
                select * from unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[])
                """;
        HotSql.update(tx, sql, (connection, statement) -> {
            statement.setArray(
                    1, bigints(connection, secrets, secret -> secret.tenant().value()));
            statement.setArray(
                    2, texts(connection, secrets, secret -> secret.holder().wire()));
            statement.setArray(3, bigints(connection, secrets, NewSecret::entity));
            statement.setArray(
                    4, texts(connection, secrets, secret -> secret.place().at().toString()));
            statement.setArray(
                    5,
                    texts(
                            connection,
                            secrets,
                            secret -> secret.place().source().kind().wire()));
            statement.setArray(
                    6,
                    texts(connection, secrets, secret -> secret.place().source().ref()));
            statement.setArray(7, texts(connection, secrets, this::sealed));
        });
    }

    private String sealed(NewSecret secret) {
        return box.seal(
                secret.tenant(),
                secret.value().toString(),
                place(secret.entity(), part(secret.holder(), secret.place())));
    }

    /** Those of the entities, by entity and place. */
    public List<SealedSecret> list(Tx tx, SecretHolder holder, Collection<Long> entities) {
        if (entities.isEmpty()) {
            return List.of();
        }
        var sql = """
                select tenant_id, entity_id, json_path, source_kind, source_ref, sealed
                from execution_secret_value
                where entity_id = any(?)
                  and entity_type = ?
                order by entity_id, part
                """;
        return HotSql.query(
                tx,
                sql,
                (connection, statement) -> {
                    statement.setArray(1, bigints(connection, entities, id -> id));
                    statement.setString(2, holder.wire());
                },
                row -> secret(holder, row));
    }

    /** Forgets those of an entity, which are no longer in its document. */
    public void deleteAll(Tx tx, SecretHolder holder, long entity) {
        HotSql.update(
                tx, "delete from execution_secret_value where entity_id = ? and entity_type = ?", (_, statement) -> {
                    statement.setLong(1, entity);
                    statement.setString(2, holder.wire());
                });
    }

    private static SealedSecret secret(SecretHolder holder, ResultSet row) throws SQLException {
        var kind = row.getString(4);
        return new SealedSecret(
                new TenantId(row.getLong(1)),
                holder,
                row.getLong(2),
                new SecretPlace(
                        JsonPointer.compile(row.getString(3)),
                        new SecretSource(
                                WireEnum.find(SecretKind.class, kind)
                                        .orElseThrow(
                                                () -> new IllegalStateException("secret of the unknown kind " + kind)),
                                row.getString(5))),
                row.getString(6));
    }

    /** @throws SealedValueException if it does not open */
    public JsonNode open(SealedSecret secret) {
        return JsonNodeBinding.tree(box.open(
                secret.tenant(), secret.sealed(), place(secret.entity(), part(secret.holder(), secret.place()))));
    }

    /**
     * The document with the values where markers were.
     *
     * @param document is changed
     * @throws SealedValueException if one does not open
     */
    public JsonNode restored(JsonNode document, List<SealedSecret> secrets) {
        JsonNode restored = document;
        for (SealedSecret secret : secrets) {
            restored = SecretMarker.put(restored, secret.place().at(), open(secret));
        }
        return restored;
    }

    /** As the column of that name is made. */
    private static String part(SecretHolder holder, SecretPlace place) {
        return holder.wire() + place.at();
    }

    /** What a value is bound to: {@code execution_config/17/db/password}. */
    private static String place(long entity, String part) {
        int path = part.indexOf('/');
        return part.substring(0, path) + "/" + entity + part.substring(path);
    }
}
