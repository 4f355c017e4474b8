package io.attune.cli.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.Body;
import io.attune.cli.client.Query;
import io.attune.cli.client.Reply;
import io.attune.cli.json.JsonText;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "api",
        description = "send a request as this login and print the answer; paths without /api/v1 are completed",
        footer = {"", "Example: attune api GET /executions -F status=failed"})
public final class ApiRequest extends AttuneCommand {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");

    @Parameters(index = "0", paramLabel = "METHOD", description = "GET, POST, PUT or DELETE")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String method;

    @Parameters(index = "1", paramLabel = "PATH", description = "path, such as /executions")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String path;

    @Option(
            names = {"-F", "--field"},
            paramLabel = "NAME=VALUE",
            description = "query parameter; may be repeated")
    Map<String, String> fields = Map.of();

    @Option(
            names = {"-d", "--data"},
            paramLabel = "JSON",
            description = "body: JSON, @file or @- for standard input")
    @Nullable
    String data;

    @Override
    protected ExitCode run(Call call) {
        String verb = method.toUpperCase(Locale.ROOT);
        if (!METHODS.contains(verb)) {
            throw Failure.usage("Unknown method '" + method + "'", "One of GET, HEAD, POST, PUT, DELETE");
        }
        Query query = Query.none();
        for (var field : fields.entrySet()) {
            query = query.with(field.getKey(), field.getValue());
        }
        Body body = data == null ? Body.none() : Body.text("application/json", call.content(data));
        Reply reply = call.client().raw(verb, query.appendTo(complete()), body);
        JsonNode document = JsonText.parseOrMissing(reply.body());
        if (!document.isMissingNode()) {
            call.output().document(document);
        } else if (!reply.body().isEmpty()) {
            call.output().print(reply.body() + (reply.body().endsWith("\n") ? "" : "\n"));
        }
        if (reply.successful()) {
            return ExitCode.SUCCESS;
        }
        call.output().say("The server answered with status " + reply.status());
        return ExitCode.ofStatus(reply.status());
    }

    /** Only paths of this server: a full URL would carry the token elsewhere. */
    private String complete() {
        if (path.contains("://") || path.startsWith("//")) {
            throw Failure.usage(
                    "'" + path + "' is not a path", "Give a path such as /executions; the server is the profile's");
        }
        String rooted = path.startsWith("/") ? path : "/" + path;
        boolean whole = rooted.startsWith("/api/")
                || rooted.startsWith("/auth/")
                || rooted.startsWith("/health")
                || rooted.startsWith("/api-spec/");
        return whole ? rooted : "/api/v1" + rooted;
    }
}
