package io.attune.postgres;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * How to reach a database of the bundled server. The password is not part of the URL and not printed.
 *
 * @param socket the server's Unix socket
 */
public record ConnectionInfo(Path socket, String database, String user, String password) {

    /**
     * A URL for pgjdbc. Host and port in it are required by its syntax and never used: the socket factory named in the
     * parameters connects to the Unix socket.
     */
    public String jdbcUrl() {
        return "jdbc:postgresql://localhost/" + encoded(database)
                + "?socketFactory=" + UnixSocketFactory.class.getName()
                + "&socketFactoryArg=" + encoded(socket.toString())
                + "&sslmode=disable&gssEncMode=disable";
    }

    /** User and password, as drivers and pools take them. */
    public Properties properties() {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return properties;
    }

    /** The same server and role, another database. */
    public ConnectionInfo withDatabase(String replacement) {
        return new ConnectionInfo(socket, replacement, user, password);
    }

    /** A new connection, not pooled; the caller closes it. */
    public Connection connect() throws SQLException {
        // Not by DriverManager: it knows a driver for the class loader that first asked for one only.
        var connection = new Driver().connect(jdbcUrl(), properties());
        if (connection == null) {
            throw new IllegalStateException("the PostgreSQL driver does not take its own URL");
        }
        return connection;
    }

    @Override
    public String toString() {
        return user + "@" + database + " through " + socket;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
