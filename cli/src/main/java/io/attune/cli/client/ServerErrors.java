package io.attune.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns error answers of every shape (api.md §1.4) and missing answers into failures that say what to do. */
final class ServerErrors {
    private ServerErrors() {}

    static Failure failure(Reply reply, String baseUrl) {
        JsonNode document = JsonText.parseOrMissing(reply.body());
        JsonNode error = document.path("error");
        String message;
        if (error.isObject()) {
            message = Nodes.text(error, "message");
        } else if (error.isTextual()) {
            String explanation = Nodes.text(document, "message");
            message = explanation.isEmpty() ? error.asText() : error.asText() + ": " + explanation;
        } else {
            message = reply.body().strip();
        }
        if (message.isEmpty()) {
            message = plain(reply.status());
        }
        String code = Nodes.text(document, "code");
        var answer = new Failure.Answer(
                reply.status(),
                code.isEmpty() ? null : code,
                document.has("details") ? document.path("details") : null,
                reply.requestId());
        return Failure.answered(message, hint(reply, baseUrl), answer);
    }

    private static String plain(int status) {
        return switch (status) {
            case 401 -> "The server does not accept the login";
            case 403 -> "Not permitted";
            case 404 -> "Not found";
            case 405 -> "The server does not offer this operation";
            default -> "The server answered with status " + status;
        };
    }

    private static @Nullable String hint(Reply reply, String baseUrl) {
        int status = reply.status();
        if (status == 401) {
            return "attune auth login --username NAME";
        }
        if (status == 403) {
            return "attune auth whoami shows what this login may do; an administrator can grant more.";
        }
        if ((status == 404 || status == 405) && reply.body().isBlank()) {
            return "Is " + baseUrl + " an Attune server of this version? attune version";
        }
        if (status == 429) {
            return reply.retryAfter() == null
                    ? "Wait a moment and try again."
                    : "Try again in " + reply.retryAfter().toSeconds() + " s.";
        }
        if (status >= 500) {
            return "The server's log has the cause under the request id. attune status";
        }
        return null;
    }

    static Failure unreachable(String baseUrl, IOException e) {
        if (e instanceof ConnectException) {
            return Failure.unreachable(
                    "Cannot reach " + baseUrl + " (connection refused)",
                    "Is the platform running? Start it with: attune up. Another address: --api-url URL",
                    e);
        }
        if (e instanceof UnknownHostException) {
            return Failure.unreachable(
                    "Cannot reach " + baseUrl + " (unknown host)",
                    "Check the address: attune config show-profile NAME, or --api-url URL",
                    e);
        }
        if (e instanceof SSLException) {
            return Failure.unreachable(
                    "No secure connection to " + baseUrl + " (" + e.getMessage() + ")",
                    "A certificate of your own authority is trusted with --ca-cert FILE, or ca_cert in the profile.",
                    e);
        }
        if (e instanceof SocketTimeoutException) {
            return Failure.unreachable(
                    baseUrl + " did not answer in time", "Try again, or allow more time with --request-timeout.", e);
        }
        return Failure.unreachable(
                "The connection to " + baseUrl + " failed (" + e.getMessage() + ")",
                "Is the platform running? attune status",
                e);
    }
}
