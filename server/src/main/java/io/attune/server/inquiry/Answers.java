package io.attune.server.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.inquiry.Answer;
import io.attune.engine.inquiry.Ending;
import io.attune.engine.inquiry.InquiryDecider;
import io.attune.engine.inquiry.Responder;
import io.attune.engine.inquiry.Standing;
import io.attune.model.id.IdentityId;
import io.attune.model.id.InquiryId;
import io.attune.model.inquiry.InquiryStatus;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.drive.dispatch.InquiryEnds;
import io.attune.server.drive.dispatch.InquiryEnds.End;
import io.attune.server.http.AttuneException;
import io.attune.server.http.AttuneException.Detail;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.inquiry.InquiryStore;
import io.attune.store.inquiry.InquiryViewStore;
import io.attune.store.inquiry.LockedInquiry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends inquiries as callers want it, one at a time: the run is held, then the inquiry, and nobody else decides meanwhile. */
@Singleton
class Answers {
    private final InquiryViewStore views;
    private final InquiryStore inquiries;
    private final ExecutionStore executions;
    private final InquiryEnds ends;
    private final Audit audit;

    @Inject
    Answers(InquiryViewStore views, InquiryStore inquiries, ExecutionStore executions, InquiryEnds ends, Audit audit) {
        this.views = views;
        this.inquiries = inquiries;
        this.executions = executions;
        this.ends = ends;
        this.audit = audit;
    }

    /** An inquiry that the transaction holds, with the run that asks it. */
    record Held(LockedInquiry locked, Standing standing) {
        InquiryId id() {
            return locked.inquiry().id();
        }

        InquiryStatus status() {
            return locked.inquiry().status();
        }
    }

    /** @throws AttuneException 404 if the caller's tenant has none with the id */
    Held hold(Tx tx, Caller caller, long id) {
        var inquiry = new InquiryId(id);
        var seen = views.find(tx, caller.scope(), inquiry).orElseThrow(() -> absent(id));
        var _ = executions.lock(tx, List.of(seen.execution()));
        var locked = inquiries.lock(tx, inquiry).orElseThrow(() -> absent(id));
        return new Held(locked, ends.standing(tx, locked));
    }

    static AttuneException absent(long id) {
        return AttuneException.notFound("Inquiry", id);
    }

    /**
     * Answers as one of those who are asked.
     *
     * @return whether it was in time. One that was not ends the inquiry, too, and must stay: its refusal follows the commit
     * @throws AttuneException 403, 409 or 422 for an answer that cannot be taken
     */
    boolean answer(Tx tx, Caller caller, Held held, JsonNode response) {
        var by = responder(tx, caller);
        return carryOut(
                tx,
                caller,
                held,
                InquiryDecider.answer(
                        held.standing(), by, response, held.locked().now()));
    }

    /** As {@link #answer}, whoever is asked. */
    boolean answerInstead(Tx tx, Caller caller, Held held, JsonNode response) {
        var by = responder(tx, caller);
        return carryOut(
                tx,
                caller,
                held,
                InquiryDecider.answerInstead(
                        held.standing(), by, response, held.locked().now()));
    }

    private boolean carryOut(Tx tx, Caller caller, Held held, Answer answer) {
        return switch (answer) {
            case Answer.Taken(Ending ending) -> {
                end(tx, held, ending, caller.identity(), audit.initiator(caller));
                yield true;
            }
            case Answer.TooLate(Ending ending) -> {
                end(tx, held, ending, null, Initiator.PLATFORM);
                yield false;
            }
            case Answer.Over _, Answer.NotAsked _, Answer.PrivilegeLoop _, Answer.Unfit _ ->
                throw refusal(held.id(), answer);
        };
    }

    /** @throws AttuneException 403 if the caller is a run that would decide on its own question */
    void refuseLoop(Tx tx, Caller caller, Held held) {
        InquiryDecider.loop(held.standing(), responder(tx, caller)).ifPresent(loop -> {
            throw refusal(held.id(), loop);
        });
    }

    /** The inquiry is over without an answer: as if its time were, or because nobody wants to know any more. */
    void end(Tx tx, Caller caller, Held held, Optional<Ending> ending) {
        ending.ifPresent(end -> end(tx, held, end, null, audit.initiator(caller)));
    }

    private void end(Tx tx, Held held, Ending ending, @Nullable IdentityId by, Initiator initiator) {
        ends.end(tx, List.of(new End(held.locked(), ending, by)), initiator);
    }

    private Responder responder(Tx tx, Caller caller) {
        var run = caller.execution();
        if (run == null) {
            return Responder.person(caller.identity());
        }
        var line = inquiries.line(tx, run);
        return new Responder(caller.identity(), line.executions(), line.whole());
    }

    private static AttuneException refusal(InquiryId id, Answer answer) {
        return switch (answer) {
            case Answer.Taken _, Answer.TooLate _ ->
                throw new IllegalArgumentException("inquiry " + id + " ends by this answer, which is no refusal");
            case Answer.NotAsked _ ->
                AttuneException.forbidden(
                        "Inquiry " + id + " is assigned to another identity, which alone may answer it");
            case Answer.PrivilegeLoop(boolean itself) ->
                AttuneException.forbidden(
                        itself
                                ? "Refused as a privilege loop: an execution must not answer its own inquiry"
                                : "Refused as a privilege loop: a descendant of the asking execution must not answer its inquiry");
            case Answer.Over(InquiryStatus status) -> notPending(id, status);
            case Answer.Unfit(var violations) ->
                AttuneException.invalid(violations.stream()
                        .map(violation -> new Detail(
                                violation.parameter().isEmpty() ? "response" : "response." + violation.parameter(),
                                violation.message()))
                        .toList());
        };
    }

    /** 409 for what has ended, also by the clock a moment ago. */
    static AttuneException notPending(InquiryId id, InquiryStatus status) {
        return AttuneException.conflict("Inquiry " + id + " is not pending any more: it is " + status.wire());
    }
}
