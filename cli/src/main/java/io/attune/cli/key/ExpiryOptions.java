package io.attune.cli.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.call.Durations;
import io.attune.cli.call.Moments;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long a key lives; an expired one is absent everywhere (design.md D8). */
final class ExpiryOptions {
    @Option(names = "--ttl", paramLabel = "DURATION", description = "it lives so long from now, such as 12h")
    @Nullable
    String ttl;

    @Option(
            names = "--expires-at",
            paramLabel = "TIME",
            description = "it lives until then: RFC 3339, a date, or 'never'")
    @Nullable
    String at;

    void put(Call call, ObjectNode request) {
        exclusive();
        if (ttl != null) {
            request.put("ttl_seconds", Durations.parse(ttl).toSeconds());
        } else if (at != null && !at.equals("never")) {
            request.put("expires_at", Moments.future(call, "--expires-at", at).toString());
        }
    }

    /** In the form of a change, where a lifetime can be taken away as well. */
    void patch(Call call, ObjectNode change) {
        exclusive();
        if (ttl != null) {
            change.put("ttl_seconds", Durations.parse(ttl).toSeconds());
        } else if (at != null && at.equals("never")) {
            change.putObject("expires_at").put("op", "clear");
        } else if (at != null) {
            change.putObject("expires_at")
                    .put("op", "set")
                    .put("value", Moments.future(call, "--expires-at", at).toString());
        }
    }

    private void exclusive() {
        if (ttl != null && at != null) {
            throw Failure.usage("--ttl and --expires-at exclude each other", null);
        }
    }
}
