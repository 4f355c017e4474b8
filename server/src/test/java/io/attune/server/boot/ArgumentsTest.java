package io.attune.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.server.boot.Arguments.Command;
import io.attune.server.config.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void optionsOverruleSettings() {
        var arguments = Arguments.parse(List.of("up", "--port", "0", "--data-dir=/data", "--config", "a.yaml", "-d"));

        assertThat(arguments.command()).isEqualTo(Command.UP);
        assertThat(arguments.detach()).isTrue();
        assertThat(arguments.config()).contains(Path.of("a.yaml"));
        assertThat(arguments.overrides()).isEqualTo(Map.of("server.port", "0", "data_dir", "/data"));
    }

    @Test
    void nothingAndHelpShowTheUsage() {
        assertThat(Arguments.parse(List.of()).command()).isEqualTo(Command.HELP);
        assertThat(Arguments.parse(List.of("--help")).command()).isEqualTo(Command.HELP);
    }

    @Test
    void whatIsNotUnderstoodIsRefusedWithAGuess() {
        refuses(List.of("upp"), "Did you mean 'up'?");
        refuses(List.of("up", "--prot", "1"), "Did you mean '--port'?");
        refuses(List.of("up", "--port"), "--port needs a value");
        refuses(List.of("up", "down"), "one word too many");
    }

    private static void refuses(List<String> words, String message) {
        assertThatThrownBy(() -> Arguments.parse(words))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }
}
