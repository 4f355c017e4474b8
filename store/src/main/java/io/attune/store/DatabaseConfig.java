package io.attune.store;

import java.util.Map;

/**
 * Where the database is and how many connections to keep.
 *
 * @param jdbcUrl of the PostgreSQL driver
 * @param driverProperties further driver properties, such as the socket factory of the bundled server
 * @param apiConnections at most, for requests under row-level security
 * @param engineConnections at most, for the engine
 */
public record DatabaseConfig(
        String jdbcUrl,
        String user,
        String password,
        Map<String, String> driverProperties,
        int apiConnections,
        int engineConnections) {
    @Override
    public String toString() {
        return "DatabaseConfig[" + jdbcUrl + "]";
    }
}
