package io.attune.server.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.inquiry.InquiryDecider;
import io.attune.engine.inquiry.Question;
import io.attune.model.WireEnum;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.InquiryId;
import io.attune.model.inquiry.Inquiry;
import io.attune.model.inquiry.InquiryOrigin;
import io.attune.model.inquiry.InquiryStatus;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.drive.dispatch.Asking;
import io.attune.server.execution.ExecutionAccess;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.server.http.PageRequest;
import io.attune.server.http.Success;
import io.attune.server.inquiry.Answers.Held;
import io.attune.server.secret.SecretReveal;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.inquiry.InquiryFilter;
import io.attune.store.inquiry.InquiryStore;
import io.attune.store.inquiry.InquiryViewStore;
import io.attune.store.inquiry.NewInquiry;
import io.attune.store.secret.NewSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Asks people, shows what they are asked, and takes their answers (api-runs.md §4). */
@Path("/api/v1/inquiries")
@Tag(name = "inquiries")
@RunOnVirtualThread
public class InquiryResource {
    private static final int MOST = 500;

    private final Transactions transactions;
    private final CurrentCaller current;
    private final InquiryViewStore views;
    private final InquiryStore inquiries;
    private final ExecutionAccess executionAccess;
    private final SecretValueStore secretValues;
    private final SecretReveal reveal;
    private final Answers answers;
    private final Audit audit;

    @Inject
    InquiryResource(
            Transactions transactions,
            CurrentCaller current,
            InquiryViewStore views,
            InquiryStore inquiries,
            ExecutionAccess executionAccess,
            SecretValueStore secretValues,
            SecretReveal reveal,
            Answers answers,
            Audit audit) {
        this.transactions = transactions;
        this.current = current;
        this.views = views;
        this.inquiries = inquiries;
        this.executionAccess = executionAccess;
        this.secretValues = secretValues;
        this.reveal = reveal;
        this.answers = answers;
        this.audit = audit;
    }

    @GET
    @Permit
    @Operation(operationId = "list_inquiries", summary = "List inquiries, newest first")
    public Page<InquiryView.Summary> list(
            @QueryParam("offset") @DefaultValue("0") long offset,
            @QueryParam("limit") @DefaultValue("50") long limit,
            @QueryParam("status") @Nullable String status,
            @QueryParam("execution") @Nullable Long execution,
            @QueryParam("assigned_to") @Nullable Long assignedTo) {
        var caller = current.get();
        InquiryAccess.requireListable(caller, assignedTo);
        if (offset < 0 || limit < 0) {
            throw AttuneException.badRequest("offset and limit must not be negative");
        }
        int rows = (int) Math.min(limit, MOST);
        var filter = new InquiryFilter(status == null ? null : status(status), execution, assignedTo);
        return transactions.tenant(caller.scope(), tx -> {
            var reach = InquiryAccess.reach(caller);
            var found = views.list(tx, caller.scope(), reach, filter, offset, rows);
            long total = views.count(tx, caller.scope(), reach, filter);
            long size = Math.max(rows, 1);
            return new Page<>(
                            found,
                            new Page.Pagination(
                                    offset / size + 1,
                                    rows,
                                    total,
                                    (total + size - 1) / size,
                                    offset > 0,
                                    offset + found.size() < total))
                    .map(InquiryView.Summary::of);
        });
    }

    @GET
    @Path("/status/{status}")
    @Permit(resource = "inquiries", action = "read")
    @Operation(operationId = "list_inquiries_by_status", summary = "List inquiries in a status")
    public Page<InquiryView.Summary> byStatus(@PathParam("status") String status, @BeanParam PageParams page) {
        return page(new InquiryFilter(status(status.toLowerCase(Locale.ROOT)), null, null), page.request());
    }

    Page<InquiryView.Summary> page(InquiryFilter filter, PageRequest page) {
        var caller = current.get();
        return transactions.tenant(caller.scope(), tx -> {
            var reach = InquiryAccess.reach(caller);
            return Page.counted(
                            views.list(tx, caller.scope(), reach, filter, page.offset(), page.limit()),
                            page,
                            views.count(tx, caller.scope(), reach, filter))
                    .map(InquiryView.Summary::of);
        });
    }

    /** Older clients write {@code canceled}. */
    private static InquiryStatus status(String wire) {
        return WireEnum.find(InquiryStatus.class, wire.equals("canceled") ? "cancelled" : wire)
                .orElseThrow(() -> AttuneException.badRequest(
                        "status: expected pending, responded, timeout or cancelled, found '" + wire + "'"));
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "inquiries", action = "create")
    @Operation(operationId = "create_inquiry", summary = "Ask somebody something about an execution")
    public Data<InquiryView> create(CreateInquiry request) {
        var caller = current.get();
        InquiryAccess.require(caller, "create", null);
        var question = request.question();
        var execution = new ExecutionId(request.checkedExecution());
        return transactions.tenant(caller.scope(), tx -> {
            var _ = executionAccess.getReadable(tx, caller, execution.value());
            requireKnown(tx, caller, question.assignedTo());
            var id = inquiries
                    .insert(tx, List.of(of(caller, execution, question, request)))
                    .get(execution);
            if (id == null) {
                throw AttuneException.conflict("Execution " + execution + " has an inquiry already");
            }
            putSecretsAway(tx, caller, id, question);
            Changes.announce(tx, new Change.Rows(Asking.CREATED, List.of(id.value())));
            record(tx, caller, "created", id);
            return Data.of(view(tx, caller, id));
        });
    }

    private static NewInquiry of(Caller caller, ExecutionId execution, Question question, CreateInquiry request) {
        return new NewInquiry(
                caller.tenant(),
                execution,
                InquiryOrigin.REQUEST,
                question.prompt(),
                question.responseSchema(),
                question.shownDefault(),
                question.assignedTo(),
                null,
                request.timeoutAt());
    }

    private void putSecretsAway(Tx tx, Caller caller, InquiryId id, Question question) {
        JsonNode given = question.defaultResponse();
        if (given != null) {
            secretValues.insertAll(
                    tx,
                    NewSecret.of(caller.tenant(), SecretHolder.INQUIRY_DEFAULT, id.value(), question.secrets(), given));
        }
    }

    /** @throws AttuneException 422 if the caller's tenant has no such identity */
    private void requireKnown(Tx tx, Caller caller, @Nullable IdentityId assignee) {
        if (assignee != null
                && inquiries.identities(tx, caller.tenant(), Set.of(assignee)).isEmpty()) {
            throw AttuneException.invalid("assigned_to", "there is no identity " + assignee);
        }
    }

    @GET
    @Path("/{id}")
    @Permit
    @Operation(operationId = "get_inquiry", summary = "Show an inquiry")
    public Data<InquiryView> get(
            @PathParam("id") long id,
            @QueryParam("include_secret_values") @DefaultValue("false") boolean includeSecretValues) {
        var caller = current.get();
        if (includeSecretValues && !caller.grants().allowSome("executions", "decrypt")) {
            throw AttuneException.forbidden("Insufficient permissions: executions:decrypt");
        }
        return transactions.tenant(caller.scope(), tx -> {
            var found = views.find(tx, caller.scope(), new InquiryId(id))
                    .filter(inquiry -> InquiryAccess.mayRead(caller, inquiry));
            if (found.isEmpty()) {
                InquiryAccess.requireSome(caller);
            }
            var inquiry = found.orElseThrow(() -> Answers.absent(id));
            return Data.of(includeSecretValues ? revealed(tx, caller, inquiry) : InquiryView.of(inquiry));
        });
    }

    /** Whoever may see the secrets of the run may see those of the answer that it got. */
    private InquiryView revealed(Tx tx, Caller caller, Inquiry inquiry) {
        var execution =
                executionAccess.getReadable(tx, caller, inquiry.execution().value());
        executionAccess.requireDecryptable(tx, caller, execution);
        long id = inquiry.id().value();
        var response = reveal.reveal(tx, SecretHolder.INQUIRY_RESPONSE, id, inquiry.response());
        var fallback = reveal.reveal(tx, SecretHolder.INQUIRY_DEFAULT, id, inquiry.defaultResponse());
        reveal.record(
                tx,
                caller,
                "secret.execution_values.decrypted",
                new Audit.Subject("inquiry", id, null),
                response,
                fallback);
        return InquiryView.of(inquiry, response.document(), fallback.document());
    }

    /**
     * An inquiry after a change that is committed by now.
     *
     * @param inTime whether an answer came in time
     */
    private record Said(boolean inTime, InquiryView inquiry) {
        /** @throws AttuneException 409 for an answer that came too late */
        Data<InquiryView> orRefused() {
            if (!inTime) {
                throw Answers.notPending(new InquiryId(inquiry.id()), inquiry.status());
            }
            return Data.of(inquiry);
        }
    }

    @POST
    @Path("/{id}/respond")
    @Permit
    @Operation(operationId = "respond_to_inquiry", summary = "Answer an inquiry")
    public Data<InquiryView> respond(@PathParam("id") long id, RespondInquiry request) {
        var caller = current.get();
        var response = request.checked();
        return transactions
                .tenant(caller.scope(), tx -> {
                    boolean inTime = answers.answer(tx, caller, answers.hold(tx, caller, id), response);
                    return new Said(inTime, view(tx, caller, new InquiryId(id)));
                })
                .orRefused();
    }

    @PUT
    @Path("/{id}")
    @Permit(resource = "inquiries", action = "update")
    @Operation(operationId = "update_inquiry", summary = "Reassign, answer, time out or cancel an inquiry")
    public Data<InquiryView> update(@PathParam("id") long id, UpdateInquiry request) {
        var caller = current.get();
        request.check();
        return transactions
                .tenant(caller.scope(), tx -> update(tx, caller, id, request))
                .orRefused();
    }

    private Said update(Tx tx, Caller caller, long id, UpdateInquiry request) {
        var held = answers.hold(tx, caller, id);
        InquiryAccess.require(caller, "update", held.id());
        answers.refuseLoop(tx, caller, held);
        if (request.changesStanding() && held.status().isTerminal()) {
            throw Answers.notPending(held.id(), held.status());
        }
        if (request.assignedTo() != null) {
            var assignee = new IdentityId(request.assignedTo());
            requireKnown(tx, caller, assignee);
            inquiries.assign(tx, held.id(), assignee);
        }
        boolean inTime = change(tx, caller, held, request);
        record(tx, caller, "updated", held.id());
        return new Said(inTime, view(tx, caller, held.id()));
    }

    /** @return whether an answer in it, if any, was in time */
    private boolean change(Tx tx, Caller caller, Held held, UpdateInquiry request) {
        JsonNode response = request.givenResponse();
        if (response != null) {
            return answers.answerInstead(tx, caller, held, response);
        }
        switch (request.status()) {
            case CANCELLED -> answers.end(tx, caller, held, InquiryDecider.cancel(held.standing()));
            case TIMEOUT -> answers.end(tx, caller, held, InquiryDecider.timeOut(held.standing()));
            case PENDING, RESPONDED -> {
                // The former is no change, the latter comes with a response.
            }
            case null -> {
                // Only who is asked changes, if anything.
            }
        }
        return true;
    }

    @DELETE
    @Path("/{id}")
    @Permit(resource = "inquiries", action = "delete")
    @Operation(operationId = "delete_inquiry", summary = "Delete an inquiry; a run that waits for it is cancelled")
    public Success delete(@PathParam("id") long id) {
        var caller = current.get();
        transactions.tenantTask(caller.scope(), tx -> {
            var held = answers.hold(tx, caller, id);
            InquiryAccess.require(caller, "delete", held.id());
            answers.end(tx, caller, held, InquiryDecider.cancel(held.standing()));
            inquiries.delete(tx, held.id());
            record(tx, caller, "deleted", held.id());
        });
        return Success.of("Inquiry " + id + " deleted successfully");
    }

    private InquiryView view(Tx tx, Caller caller, InquiryId id) {
        return InquiryView.of(views.find(tx, caller.scope(), id).orElseThrow());
    }

    private void record(Tx tx, Caller caller, String change, InquiryId id) {
        audit.record(tx, caller, "execution.inquiry_" + change, new Audit.Subject("inquiry", id.value(), null));
    }
}
