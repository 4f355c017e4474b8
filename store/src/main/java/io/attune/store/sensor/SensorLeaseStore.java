package io.attune.store.sensor;

import io.attune.model.id.SensorId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Who runs which sensor: one node at a time (FIX-11). Times are those of the database. */
@Singleton
public final class SensorLeaseStore {
    /**
     * A node of the cluster.
     *
     * @param name stays over restarts
     * @param incarnation new with every start
     */
    public record Node(String name, UUID incarnation) {}

    /**
     * Takes the sensors that nobody holds and extends those the node holds already. Those that an earlier process of the node held are
     * taken at once: what it had started died with it.
     *
     * @return what the node holds now, for {@code life} from now on
     */
    public Set<SensorId> hold(Tx tx, Node node, Collection<SensorId> wanted, Duration life) {
        var sql = """
                insert into sensor_lease as lease (sensor_id, holder, incarnation, until)
                select id, ?, ?, now() + ? * interval '1 millisecond'
                from sensor
                where id = any(?)
                order by id
                on conflict (sensor_id) do update
                set holder = excluded.holder, incarnation = excluded.incarnation, until = excluded.until
                where lease.holder = excluded.holder or lease.until < now()
                returning sensor_id
                """;
        return new HashSet<>(HotSql.query(
                tx,
                sql,
                (connection, statement) -> {
                    statement.setString(1, node.name());
                    statement.setObject(2, node.incarnation());
                    statement.setLong(3, life.toMillis());
                    statement.setArray(4, ids(connection, wanted));
                },
                row -> new SensorId(row.getLong(1))));
    }

    /** Gives back what the node holds of these, for another node to take at once. */
    public void release(Tx tx, Node node, Collection<SensorId> sensors) {
        var sql = "delete from sensor_lease where holder = ? and incarnation = ? and sensor_id = any(?)";
        var _ = HotSql.update(tx, sql, (connection, statement) -> {
            statement.setString(1, node.name());
            statement.setObject(2, node.incarnation());
            statement.setArray(3, ids(connection, sensors));
        });
    }

    private static Array ids(Connection connection, Collection<SensorId> sensors) throws SQLException {
        return connection.createArrayOf(
                "bigint", sensors.stream().map(SensorId::value).toArray());
    }
}
