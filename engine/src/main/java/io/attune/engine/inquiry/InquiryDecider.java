package io.attune.engine.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.engine.inquiry.Ending.RunEnd;
import io.attune.model.inquiry.Inquiry;
import io.attune.model.inquiry.InquiryOrigin;
import io.attune.model.inquiry.InquiryStatus;
import io.attune.model.secret.SecretPlace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may answer an inquiry, and what an answer, the end of its time or a cancel makes of it and of the run that waits (runtime.md §7). */
public final class InquiryDecider {
    /** The member of a result that names the inquiry. */
    public static final String ID = "__inquiry_id";

    private InquiryDecider() {}

    /** Somebody answers. */
    public static Answer answer(Standing standing, Responder by, JsonNode response, Instant now) {
        var assignee = standing.inquiry().assignedTo();
        Optional<Answer> loop = loop(standing, by);
        if (loop.isPresent()) {
            return loop.get();
        }
        return assignee == null || assignee.equals(by.identity())
                ? answerForAnybody(standing, response, now)
                : new Answer.NotAsked();
    }

    /** Somebody who administers inquiries answers, whoever is asked. */
    public static Answer answerInstead(Standing standing, Responder by, JsonNode response, Instant now) {
        return loop(standing, by).orElseGet(() -> answerForAnybody(standing, response, now));
    }

    /** Whether it is an execution that would decide on its own question. */
    public static Optional<Answer> loop(Standing standing, Responder by) {
        if (by.line().contains(standing.asker())
                || by.line().contains(standing.inquiry().execution())) {
            var first = by.line().getFirst();
            return Optional.of(new Answer.PrivilegeLoop(first.equals(standing.asker())
                    || first.equals(standing.inquiry().execution())));
        }
        // Nobody knows what is above a line that was cut off.
        return by.whole() ? Optional.empty() : Optional.of(new Answer.PrivilegeLoop(false));
    }

    private static Answer answerForAnybody(Standing standing, JsonNode response, Instant now) {
        Inquiry inquiry = standing.inquiry();
        if (inquiry.status().isTerminal()) {
            return new Answer.Over(inquiry.status());
        }
        Optional<Ending> expired = expire(standing, now);
        if (expired.isPresent()) {
            return new Answer.TooLate(expired.get());
        }
        var checked = Question.check(inquiry.responseSchema(), response);
        return checked.violations().isEmpty()
                ? new Answer.Taken(answered(standing, InquiryStatus.RESPONDED, checked.response(), checked.secrets()))
                : new Answer.Unfit(checked.violations());
    }

    /** What happens when nobody has answered by now; nothing while there is time. */
    public static Optional<Ending> expire(Standing standing, Instant now) {
        Instant limit = standing.inquiry().timeoutAt();
        return limit == null || limit.isAfter(now) ? Optional.empty() : timeOut(standing);
    }

    /** The time is over, whatever the clock says; nothing when the inquiry has ended. */
    public static Optional<Ending> timeOut(Standing standing) {
        if (standing.inquiry().status().isTerminal()) {
            return Optional.empty();
        }
        JsonNode fallback = standing.fallback();
        return Optional.of(
                fallback == null
                        ? ended(standing, InquiryStatus.TIMEOUT, Cause.TIMED_OUT, "inquiry timed out")
                        : answered(standing, InquiryStatus.TIMEOUT, fallback, standing.fallbackSecrets()));
    }

    /** Nobody wants to know any more; nothing when the inquiry has ended. */
    public static Optional<Ending> cancel(Standing standing) {
        return standing.inquiry().status().isTerminal()
                ? Optional.empty()
                : Optional.of(ended(
                        standing,
                        InquiryStatus.CANCELLED,
                        Cause.CANCEL_REQUESTED_WITHOUT_PROCESS,
                        "inquiry cancelled"));
    }

    private static Ending answered(
            Standing standing, InquiryStatus status, JsonNode response, List<SecretPlace> secrets) {
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        said.set(Ending.RESPONSE, response);
        if (status == InquiryStatus.TIMEOUT) {
            said.put("defaulted", true);
        }
        return new Ending(status, response, secrets, run(standing, Cause.SUCCEEDED, said));
    }

    private static Ending ended(Standing standing, InquiryStatus status, Cause cause, String error) {
        ObjectNode said = JsonNodeFactory.instance.objectNode().put("error", error);
        return new Ending(status, null, List.of(), run(standing, cause, said));
    }

    /** A process that asked keeps what it said; its run succeeds or not by the answer. */
    private static @Nullable RunEnd run(Standing standing, Cause cause, ObjectNode said) {
        Inquiry inquiry = standing.inquiry();
        if (!inquiry.origin().isAwaited()) {
            return null;
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ObjectNode before = standing.result();
        if (inquiry.origin() == InquiryOrigin.RESULT && before != null) {
            result.setAll(before);
            result.put("succeeded", cause == Cause.SUCCEEDED);
        }
        result.setAll(said);
        result.put(ID, inquiry.id().value());
        return new RunEnd(cause, result);
    }
}
