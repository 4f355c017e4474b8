package io.attune.model.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GREETING",
                "MODE",
                "log_level",
                "_x",
                "A1",
                "LANG",
                "TZ",
                "DEBUG",
                "NODE_ENV",
                "GOAL",
                "GOOGLE_PROJECT",
                "PATHS",
                "path"
            })
    void whatAnActionReadsMayBeGiven(String name) {
        assertThat(EnvironmentNames.refusal(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LD_PRELOAD",
                "LD_AUDIT",
                "DYLD_INSERT_LIBRARIES",
                "GLIBC_TUNABLES",
                "GCONV_PATH",
                "PATH",
                "HOME",
                "IFS",
                "ENV",
                "BASH_ENV",
                "BASH_FUNC_cat",
                "BASHOPTS",
                "SHELLOPTS",
                "PS4",
                "PYTHONPATH",
                "PYTHONSTARTUP",
                "NODE_OPTIONS",
                "NODE_PATH",
                "PERL5LIB",
                "PERL5OPT",
                "RUBYOPT",
                "JAVA_TOOL_OPTIONS",
                "GIT_SSH_COMMAND",
                "https_proxy",
                "HTTP_PROXY",
                "SSL_CERT_FILE"
            })
    void whatDecidesWhichCodeRunsMayNot(String name) {
        assertThat(EnvironmentNames.refusal(name).orElseThrow()).contains("runtime");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ATTUNE_API_URL", "ATTUNE_API_TOKEN", "attune_x", "TMPDIR"})
    void whatThePlatformGivesMayNot(String name) {
        assertThat(EnvironmentNames.refusal(name).orElseThrow()).contains("platform");
        assertThat(EnvironmentNames.declarationProblem(name)).isEqualTo(EnvironmentNames.refusal(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LD_LIBRARY_PATH", "PYTHONPATH", "GEM_HOME", "PATH", "MODE"})
    void aRuntimeSaysHowItsProgramsAreRun(String name) {
        assertThat(EnvironmentNames.declarationProblem(name)).isEmpty();
    }

    /** Between the name and {@code =} there is no end: a longer name would set another variable. */
    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "LD_PRELOAD=/tmp/x.so", "BASH_FUNC_cat%%", "A B", "A\n", "1A", "Ä", "A\0B"})
    void whatIsNoNameMayNot(String name) {
        assertThat(EnvironmentNames.refusal(name).orElseThrow()).contains("letters");
        assertThat(EnvironmentNames.declarationProblem(name)).isPresent();
    }
}
