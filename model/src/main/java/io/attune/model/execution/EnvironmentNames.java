package io.attune.model.execution;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of environment variables: which of them belong to the platform, and which steer the programs that read them (packs.md §6.4, SEC-15).
 * Whoever may start an action chooses what it works on; with variables as {@code LD_PRELOAD} or {@code BASH_ENV} they would choose what it
 * does, with the secrets that it is given.
 */
public final class EnvironmentNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
    private static final String PLATFORM = "ATTUNE_";
    private static final String OWN_DIRECTORY = "TMPDIR";

    /** Of the loader, of shells, of interpreters and of programs that scripts use. */
    private static final List<String> STEERING_PREFIXES = List.of(
            "LD_",
            "DYLD_",
            "GLIBC_",
            "MALLOC_",
            "BASH",
            "PYTHON",
            "NODE_",
            "NPM_",
            "PERL",
            "RUBY",
            "GEM_",
            "BUNDLE_",
            "LUA_",
            "PHP",
            "R_",
            "GIT_",
            "SSH_",
            "CURL_",
            "OPENSSL_",
            "XDG_");

    private static final Set<String> STEERING = Set.of(
            // What is found, and where.
            "PATH",
            "HOME",
            "TMP",
            "TEMP",
            "GCONV_PATH",
            "LOCPATH",
            "NLSPATH",
            "HOSTALIASES",
            "RES_OPTIONS",
            "LOCALDOMAIN",
            "TERMINFO",
            "TERMINFO_DIRS",
            // Shells.
            "ENV",
            "IFS",
            "PS4",
            "CDPATH",
            "FPATH",
            "ZDOTDIR",
            "SHELL",
            "SHELLOPTS",
            "GLOBIGNORE",
            "EXECIGNORE",
            "PROMPT_COMMAND",
            "POSIXLY_CORRECT",
            // Java and Go.
            "CLASSPATH",
            "JAVA_HOME",
            "JAVA_TOOL_OPTIONS",
            "_JAVA_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "GOROOT",
            "GOPATH",
            "GOENV",
            "GOFLAGS",
            "GOPROXY",
            "GOTOOLCHAIN",
            "GOMODCACHE",
            // Programs that start others, and where they take their settings from.
            "EDITOR",
            "VISUAL",
            "PAGER",
            "MANPAGER",
            "BROWSER",
            "LESSOPEN",
            "LESSCLOSE",
            "MAKEFLAGS",
            "TAR_OPTIONS",
            "RSYNC_RSH",
            "WGETRC",
            "SYSTEM_WGETRC",
            "NETRC",
            "INPUTRC",
            // Whom connections go to, and who is believed there.
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "FTP_PROXY",
            "ALL_PROXY",
            "http_proxy",
            "https_proxy",
            "ftp_proxy",
            "all_proxy",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "SSLKEYLOGFILE",
            "REQUESTS_CA_BUNDLE");

    /** Begin like others and change no more than how a program shows things. */
    private static final Set<String> HARMLESS =
            Set.of("NODE_ENV", "PYTHONUNBUFFERED", "PYTHONUTF8", "PYTHONIOENCODING");

    private EnvironmentNames() {}

    /** Whether it decides what programs do, rather than being read by the action. */
    private static boolean isSteering(String name) {
        return !HARMLESS.contains(name)
                && (STEERING.contains(name) || STEERING_PREFIXES.stream().anyMatch(name::startsWith));
    }

    /** Why a runtime may not declare the variable (packs.md §8.2); empty when it may. */
    public static Optional<String> declarationProblem(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of("must be a name of letters, digits and _, at most 255");
        }
        if (name.toUpperCase(Locale.ROOT).startsWith(PLATFORM)) {
            return Optional.of("names beginning with ATTUNE_ belong to the platform");
        }
        return name.equals(OWN_DIRECTORY)
                ? Optional.of("is the directory that the platform gives each run for itself")
                : Optional.empty();
    }

    /** Why whoever starts a run may not give it the variable; empty when they may. */
    public static Optional<String> refusal(String name) {
        var problem = declarationProblem(name);
        return problem.isEmpty() && isSteering(name)
                ? Optional.of(
                        "decides which code the action runs or whom it talks to, which is for its runtime to say: "
                                + "set it in the runtime's env_vars, or give the action a parameter")
                : problem;
    }
}
