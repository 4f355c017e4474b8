package io.attune.cli.identity;

import io.attune.cli.call.Call;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose integration tokens are meant (cli.md §5.6). */
final class TokenOwner {
    @Option(
            names = {"--identity-id", "--identity"},
            paramLabel = "IDENTITY",
            description = "id or login of the owner; you when absent")
    @Nullable
    String identity;

    String path(Call call) {
        return "/identities/" + Identities.idOrOwn(call, identity) + "/integration-tokens";
    }
}
