package io.attune.cli.call;

import io.attune.cli.client.Connection;
import io.attune.cli.client.Proxies;
import io.attune.cli.client.Tls;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How requests of a call reach a server: TLS, proxy and trace context from options, environment and profile (cli.md §2.1). */
final class Passage {
    private final Call call;
    private final GlobalOptions options;

    Passage(Call call, GlobalOptions options) {
        this.call = call;
        this.options = options;
    }

    Connection.Passage to(URI server) {
        var surroundings = call.surroundings();
        return new Connection.Passage(
                tls(),
                Proxies.choose(server, options.proxy, surroundings::variable),
                TraceContext.header(options.traceId, surroundings.variable("TRACEPARENT")));
    }

    private Tls tls() {
        String variable = call.surroundings().variable("ATTUNE_INSECURE");
        boolean insecure = options.insecure || "1".equals(variable) || "true".equals(variable);
        if (insecure) {
            call.output().warn("--insecure: anybody could pass for the server and read this login");
        }
        String ofProfile =
                call.config().hasProfile(call.profileName()) ? call.profile().caCert() : null;
        return new Tls(
                file(options.caCert, "ATTUNE_CA_CERT", ofProfile),
                file(options.clientCert, "ATTUNE_CLIENT_CERT", null),
                file(options.clientKey, "ATTUNE_CLIENT_KEY", null),
                insecure);
    }

    private @Nullable Path file(@Nullable String option, String variable, @Nullable String otherwise) {
        String set = option != null ? option : call.surroundings().variable(variable);
        String name = set != null ? set : otherwise;
        return name == null ? null : call.surroundings().workingDirectory().resolve(name);
    }
}
