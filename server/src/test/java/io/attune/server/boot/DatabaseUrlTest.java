package io.attune.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.server.config.ConfigurationException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseUrlTest {
    @Test
    void theCommonFormIsRead() {
        var config = DatabaseUrl.parse("postgresql://ann:p%40ss+word@db.example.org:6432/attune?sslmode=require", 3, 4);

        assertThat(config.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example.org:6432/attune");
        assertThat(config.user()).isEqualTo("ann");
        assertThat(config.password()).isEqualTo("p@ss+word");
        assertThat(config.driverProperties()).isEqualTo(Map.of("sslmode", "require"));
    }

    @Test
    void whatIsMissingIsSaidAndThePasswordIsNot() {
        for (String url : List.of(
                "mysql://a:secret@h/db",
                "postgresql://h/db",
                "postgresql://a:secret@h",
                "postgresql://a:sec/secret@h/db",
                "postgresql://a:p@secret/x@h:5432/db",
                "postgresql://a:p@secret@h:5432/db",
                "postgresql://a:se cret@h/db")) {
            assertThatThrownBy(() -> DatabaseUrl.parse(url, 1, 1))
                    .as(url)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("postgresql://user:password@host:port/db")
                    .hasMessageNotContaining("secret")
                    .hasMessageNotContaining("se cret");
        }
    }
}
