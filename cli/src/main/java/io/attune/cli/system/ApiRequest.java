package io.attune.cli.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.Body;
import io.attune.cli.client.Query;
import io.attune.cli.client.Reply;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Output;
import java.util.LinkedHashMap;
import java.util.List;
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
        footer = {
            "",
            "Examples:",
            "  attune api GET /executions -F status=failed",
            "  attune api /packs --paginate --output jsonpath='{[*].ref}'",
            "  attune api POST /rules --input rule.json"
        })
public final class ApiRequest extends AttuneCommand {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");

    @Parameters(
            arity = "1..2",
            paramLabel = "[METHOD] PATH",
            description =
                    "GET, HEAD, POST, PUT or DELETE, and a path such as /executions; GET without a method, POST with a body")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    List<String> words;

    @Option(
            names = {"-X", "--method"},
            paramLabel = "METHOD",
            description = "the method, where it is not the first word")
    @Nullable
    String method;

    @Option(
            names = {"-F", "--field"},
            paramLabel = "NAME=VALUE",
            description = "query parameter; may be repeated")
    Map<String, String> fields = Map.of();

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME: VALUE",
            description = "request header; may be repeated")
    List<String> headers = List.of();

    @Option(
            names = {"-d", "--data"},
            paramLabel = "JSON",
            description = "body: JSON, @file or @- for standard input")
    @Nullable
    String data;

    @Option(names = "--input", paramLabel = "FILE", description = "body from a file, - for standard input")
    @Nullable
    String input;

    @Option(
            names = {"-i", "--include"},
            description = "show the status and headers of the answer on standard error")
    boolean include;

    @Option(names = "--paginate", description = "read all pages of a list and print their items")
    boolean paginate;

    @Override
    protected ExitCode run(Call call) {
        Body body = body(call);
        String verb = verb(body);
        Query query = Query.none();
        for (var field : fields.entrySet()) {
            query = query.with(field.getKey(), field.getValue());
        }
        if (paginate) {
            return pages(call, verb, query);
        }
        Reply reply = call.client().raw(verb, query.appendTo(complete()), body, ownHeaders());
        if (include) {
            showHead(call, reply);
        }
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

    private ExitCode pages(Call call, String verb, Query query) {
        String path = complete();
        if (!verb.equals("GET") || !path.startsWith("/api/v1/") || !headers.isEmpty()) {
            throw Failure.usage("--paginate reads lists under /api/v1 and takes no headers", null);
        }
        // The route's own spelling of the page size is not known here: the server's usual size is used.
        var items = Nodes.array();
        for (int number = 1; ; number++) {
            JsonNode page = call.client().page(path.substring("/api/v1".length()), query.with("page", number));
            items.addAll(page.path("items").valueStream().toList());
            if (!page.path("pagination").path("has_next").asBoolean(false)) {
                call.output().document(items);
                return ExitCode.SUCCESS;
            }
        }
    }

    private static void showHead(Call call, Reply reply) {
        var err = call.surroundings().err();
        err.println("HTTP " + reply.status());
        reply.headers()
                .forEach((name, values) -> values.forEach(value -> err.println(Output.safeLine(name + ": " + value))));
        err.println();
    }

    private Body body(Call call) {
        if (data != null && input != null) {
            throw Failure.usage("--data and --input exclude each other", null);
        }
        String text = data != null ? call.content(data) : input != null ? call.file(input) : null;
        return text == null ? Body.none() : Body.text("application/json", text);
    }

    private String verb(Body body) {
        if (words.size() == 2 && method != null) {
            throw Failure.usage("The method is given twice", null);
        }
        String named = words.size() == 2 ? words.getFirst() : method;
        String verb = named != null ? named.toUpperCase(Locale.ROOT) : body instanceof Body.Nothing ? "GET" : "POST";
        if (!METHODS.contains(verb)) {
            throw Failure.usage("Unknown method '" + named + "'", "One of GET, HEAD, POST, PUT, DELETE");
        }
        return verb;
    }

    private Map<String, String> ownHeaders() {
        var own = new LinkedHashMap<String, String>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                throw Failure.usage("'" + header + "' is not a header", "It looks like 'Name: value'");
            }
            if (header.substring(0, colon).strip().equalsIgnoreCase("Authorization")) {
                throw Failure.usage("The login is not given as a header", "ATTUNE_AUTH_TOKEN in the environment");
            }
            own.put(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip());
        }
        return own;
    }

    /** Only paths of this server: a full URL would carry the token elsewhere. */
    private String complete() {
        String path = words.getLast();
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
