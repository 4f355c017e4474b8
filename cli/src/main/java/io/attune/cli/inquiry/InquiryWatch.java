package io.attune.cli.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.EventStream;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.identity.Identities;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Output;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A line per inquiry and change. After a broken stream what is open is read again, so that nothing that changed meanwhile is missed and
 * nothing is said twice.
 */
@Command(
        name = "watch",
        description = "follow one inquiry to its end, or without an id all that are open or come",
        footer = {"", "Examples:", "  attune inquiry watch --mine", "  attune inquiry watch 7"})
final class InquiryWatch extends AttuneCommand {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Parameters(arity = "0..1", paramLabel = "ID", description = "id of an inquiry")
    @Nullable
    Long id;

    @Option(names = "--mine", description = "only those that are assigned to you")
    boolean mine;

    @Option(
            names = {"-s", "--status"},
            paramLabel = "STATUS",
            description = "only those that are, or become, pending, responded, timeout or cancelled")
    @Nullable
    String status;

    private final Map<Long, String> shown = new HashMap<>();

    @Override
    protected ExitCode run(Call call) {
        if (id != null && (mine || status != null)) {
            throw Failure.usage("An id and filters exclude each other", null);
        }
        Long own = mine ? Identities.idOrOwn(call, null) : null;
        while (true) {
            try (EventStream stream = call.client().stream("/inquiries/stream", Query.none())) {
                if (present(call, own)) {
                    return ExitCode.SUCCESS;
                }
                for (var event = stream.next(); event != null; event = stream.next()) {
                    if (event.type().startsWith("inquiry_") && changed(call, own, event.data())) {
                        return ExitCode.SUCCESS;
                    }
                }
            } catch (IOException e) {
                call.output().say("(the live stream broke; connecting again)");
            }
            if (call.surroundings().out().checkError()) {
                return ExitCode.SUCCESS;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** @return whether what is followed has ended */
    private boolean present(Call call, @Nullable Long own) {
        if (id != null) {
            return ended(call, call.client().get(InquiryColumns.path(id)));
        }
        Query query =
                Query.none().with("status", status == null ? "pending" : status).with("assigned_to", own);
        Paging.everything()
                .read(call.client(), "/inquiries", query, Paging.Dialect.OFFSET, _ -> true)
                .items()
                .reversed()
                .forEach(inquiry -> show(call, inquiry));
        return false;
    }

    /** @return whether what is followed has ended */
    private boolean changed(Call call, @Nullable Long own, String data) {
        long changed = JsonText.parseOrMissing(data).path("id").asLong();
        if (id != null) {
            return id == changed && ended(call, call.client().get(InquiryColumns.path(id)));
        }
        JsonNode inquiry = call.client().get(InquiryColumns.path(changed));
        boolean wanted = (own == null || inquiry.path("assigned_to").asLong() == own)
                && (status == null || status.equals(Nodes.text(inquiry, "status")));
        if (wanted) {
            show(call, inquiry);
        }
        return false;
    }

    private boolean ended(Call call, JsonNode inquiry) {
        if (Nodes.text(inquiry, "status").equals("pending")) {
            return false;
        }
        InquiryColumns.show(call, inquiry);
        return true;
    }

    private void show(Call call, JsonNode inquiry) {
        long number = inquiry.path("id").asLong();
        String now = Nodes.text(inquiry, "status");
        if (now.equals(shown.put(number, now))) {
            return;
        }
        if (call.output().format().forMachines()) {
            call.output().jsonLine(inquiry);
        } else {
            call.output()
                    .print("%-10d  %-10s  %s%n".formatted(number, now, Output.safeLine(Nodes.text(inquiry, "prompt"))));
        }
    }
}
