package io.attune.cli.call;

import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A password to be set; typed twice when it is asked for. */
public final class NewPassword {
    @Option(
            names = "--password",
            paramLabel = "PW",
            description = "visible to other users of this machine; prefer --password-stdin or the prompt")
    @Nullable
    String password;

    @Option(names = "--password-stdin", description = "read the password from standard input")
    boolean fromInput;

    /** The password given by an option; null when there is none. */
    public @Nullable String given(Call call) {
        return password != null ? password : fromInput ? call.file("-").strip() : null;
    }

    /** The password given by an option, else asked for. */
    public String read(Call call) {
        String given = given(call);
        return given != null ? given : ask(call);
    }

    public static String ask(Call call) {
        String typed = call.askSecretly("New password: ", "--password-stdin");
        if (!typed.equals(call.askSecretly("Once more: ", "--password-stdin"))) {
            throw Failure.usage("The two passwords differ", null);
        }
        return typed;
    }
}
