package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.client.ApiClient;
import io.attune.cli.client.Query;
import java.util.OptionalLong;

/** Finds what an execution waits for a person for: its own inquiry, or one of the runs below it that go on. */
final class OpenInquiries {
    private static final int DEEPEST = 20;

    private OpenInquiries() {}

    static OptionalLong find(ApiClient client, long execution) {
        return find(client, execution, DEEPEST);
    }

    private static OptionalLong find(ApiClient client, long execution, int levels) {
        for (JsonNode inquiry : client.page("/executions/" + execution + "/inquiries", Query.none())
                .path("items")) {
            if (inquiry.path("status").asText().equals("pending")) {
                return OptionalLong.of(inquiry.path("id").asLong());
            }
        }
        if (levels == 0) {
            return OptionalLong.empty();
        }
        var running =
                Query.none().with("parent", execution).with("status", "running").with("per_page", 100);
        for (JsonNode child : client.page("/executions", running).path("items")) {
            var found = find(client, child.path("id").asLong(), levels - 1);
            if (found.isPresent()) {
                return found;
            }
        }
        return OptionalLong.empty();
    }
}
