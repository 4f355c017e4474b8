package io.attune.engine.inquiry;

import static io.attune.engine.inquiry.AnInquiry.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.inquiry.InquiryOrigin;
import io.attune.model.inquiry.InquiryStatus;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the inquiry and whoever answers. */
class InquiryDeciderProperties {
    private static Standing standing(InquiryOrigin origin, InquiryStatus status, int assignee, int limit) {
        var inquiry = new AnInquiry().of(origin).being(status).until(NOW.plusSeconds(limit));
        return (assignee == 0 ? inquiry : inquiry.assignedTo(assignee)).build();
    }

    private static Responder responder(int identity, List<Integer> line) {
        return new Responder(
                new IdentityId(identity), line.stream().map(ExecutionId::new).toList(), true);
    }

    /** SEC: neither the asking execution nor a descendant gets through, on either way. */
    @Property
    void noLineThroughTheAskerAnswers(
            @ForAll InquiryOrigin origin,
            @ForAll InquiryStatus status,
            @ForAll @IntRange(max = 3) int assignee,
            @ForAll @IntRange(min = 1, max = 3) int identity,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 58, max = 72) Integer> line,
            @ForAll @IntRange(min = -2, max = 2) int limit) {
        var standing = standing(origin, status, assignee, limit);
        var by = responder(identity, line);
        boolean related = by.line().contains(AnInquiry.WORKFLOW) || by.line().contains(AnInquiry.EXECUTION);

        for (var answer : List.of(
                InquiryDecider.answer(standing, by, IntNode.valueOf(1), NOW),
                InquiryDecider.answerInstead(standing, by, IntNode.valueOf(1), NOW))) {
            assertThat(answer instanceof Answer.PrivilegeLoop).isEqualTo(related);
        }
    }

    /** At any moment exactly one of answer and clock can end a pending inquiry, and nothing ends one twice. */
    @Property
    void anAnswerIsInTimeExactlyUntilTheClockEndsIt(
            @ForAll InquiryOrigin origin,
            @ForAll InquiryStatus status,
            @ForAll @IntRange(min = -3, max = 3) int limit) {
        var standing = standing(origin, status, 0, limit);
        var answer = InquiryDecider.answer(standing, responder(1, List.of()), IntNode.valueOf(1), NOW);
        var expired = InquiryDecider.expire(standing, NOW);

        assertThat(answer instanceof Answer.Over).isEqualTo(status.isTerminal());
        assertThat(answer instanceof Answer.TooLate).isEqualTo(expired.isPresent());
        assertThat(answer instanceof Answer.Taken).isEqualTo(!status.isTerminal() && expired.isEmpty());
        assertThat(InquiryDecider.cancel(standing).isPresent()).isEqualTo(!status.isTerminal());
    }

    /** A run that waits always ends with its inquiry, and one that does not never. */
    @Property
    void everyEndEndsTheRunThatWaits(
            @ForAll InquiryOrigin origin, @ForAll @IntRange(min = -1, max = 1) int limit, @ForAll boolean fallback) {
        var inquiry = new AnInquiry().of(origin).until(NOW.plusSeconds(limit));
        var standing = (fallback ? inquiry.elseAnswering("{}") : inquiry).build();
        var ends = List.of(
                InquiryDecider.timeOut(standing).orElseThrow(),
                InquiryDecider.cancel(standing).orElseThrow(),
                switch (InquiryDecider.answer(standing, responder(1, List.of()), IntNode.valueOf(1), NOW)) {
                    case Answer.Taken(Ending ending) -> ending;
                    case Answer.TooLate(Ending ending) -> ending;
                    case Answer.Over _, Answer.NotAsked _, Answer.PrivilegeLoop _, Answer.Unfit _ ->
                        throw new AssertionError("a pending inquiry refused an answer");
                });

        for (Ending ending : ends) {
            assertThat(ending.status().isTerminal()).isTrue();
            assertThat(ending.run() != null).isEqualTo(origin.isAwaited());
            var run = ending.run();
            if (run != null) {
                assertThat(run.result().path(InquiryDecider.ID).asLong()).isEqualTo(7);
                assertThat(run.result().path(Ending.RESPONSE).isMissingNode()).isEqualTo(ending.response() == null);
            }
        }
    }
}
