package io.attune.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} lists every setting as the code has it. {@code -Dattune.docs=write} writes it anew. */
class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

    @Test
    void documentSaysWhatTheCodeSays() throws IOException {
        var expected = document();
        if ("write".equals(System.getProperty("attune.docs"))) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(DOCUMENT)
                .as("write it anew with: mvn -pl server -am test -Dtest=ConfigurationDocumentTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dattune.docs=write")
                .hasContent(expected);
    }

    private static String document() {
        var text = new StringBuilder("""
                # Configuration

                Settings are read from `attune.yaml` (`--config FILE`, else the one in the data directory, else none) and from environment
                variables; a variable wins over the file. A key that does not exist is refused with a suggestion. Values are never converted
                silently: a wrong one names its key and what it expects.

                ```yaml
                server:
                  port: 9090
                security:
                  self_registration: true
                ```

                says the same as `ATTUNE__SERVER__PORT=9090 ATTUNE__SECURITY__SELF_REGISTRATION=true`. A setting marked *secret* can also be
                read from a file, whose name is given in the variable with `_FILE` at its end, or in `attune.yaml` with `_file`. A secret
                that stands in `attune.yaml` itself is warned of at the start; with `server.production` nothing starts then.

                | Key | Default | Meaning |
                |---|---|---|
                """);
        for (var key : ConfigKeys.all()) {
            text.append("| `")
                    .append(key.name())
                    .append("`<br>`")
                    .append(key.environmentName())
                    .append("` | ")
                    .append(key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`")
                    .append(" | ")
                    .append(key.description().replace("|", "\\|"))
                    .append(key.secret() ? " *Secret.*" : "")
                    .append(" |\n");
        }
        return text.toString();
    }
}
