package io.attune.cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.client.ApiClient;
import io.attune.cli.client.Masking;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.profile.Profile;
import org.jspecify.annotations.Nullable;

/** Stands before every change: {@code --dry-run}, read-only and protected profiles (cli.md §2.1, §2.2). */
final class Guard implements ApiClient.MutationGuard {
    private final Call call;
    private final @Nullable String dryRun;
    private boolean agreed;

    Guard(Call call, @Nullable String dryRun) {
        this.call = call;
        this.dryRun = dryRun;
    }

    @Override
    public void check(String method, String path, @Nullable JsonNode body) {
        if (dryRun != null) {
            if (!dryRun.equals("client")) {
                throw Failure.usage("--dry-run=" + dryRun + " is not available", "Use --dry-run=client");
            }
            var request = Nodes.object().put("method", method).put("path", path);
            request.set("body", body == null ? request.nullNode() : Masking.masked(body));
            call.output().document(request);
            throw new DryRun();
        }
        Profile profile = call.profile();
        if (profile.readOnly()) {
            throw Failure.of(
                    ExitCode.USAGE,
                    "Profile '" + profile.name() + "' is read-only",
                    "Choose another with --profile, or remove read_only from " + call.configPath());
        }
        if (profile.guarded() && !agreed && !"1".equals(call.surroundings().variable("ATTUNE_ASSUME_YES"))) {
            String answer = call.ask(
                    "Profile '" + profile.name() + "' is protected. Type its name to go on: ",
                    "ATTUNE_ASSUME_YES=1 in the environment");
            if (!answer.equals(profile.name())) {
                throw Failure.of(ExitCode.FAILURE, "Nothing was changed", null);
            }
            agreed = true;
        }
    }
}
