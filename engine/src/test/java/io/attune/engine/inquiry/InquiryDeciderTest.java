package io.attune.engine.inquiry;

import static io.attune.engine.inquiry.AnInquiry.EXECUTION;
import static io.attune.engine.inquiry.AnInquiry.NOW;
import static io.attune.engine.inquiry.AnInquiry.WORKFLOW;
import static io.attune.engine.inquiry.AnInquiry.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.execution.Cause;
import io.attune.engine.inquiry.Ending.RunEnd;
import io.attune.engine.parameter.Violation;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.inquiry.InquiryOrigin;
import io.attune.model.inquiry.InquiryStatus;
import io.attune.model.secret.SecretPlace;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** runtime.md §7, security.md §3.5. */
class InquiryDeciderTest {
    private static final Responder ANN = Responder.person(new IdentityId(1));
    private static final Responder BOB = Responder.person(new IdentityId(2));

    private static Responder runOf(Responder whom, long... line) {
        return new Responder(
                whom.identity(), Arrays.stream(line).mapToObj(ExecutionId::new).toList(), true);
    }

    private static Ending taken(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Taken.class);
        return ((Answer.Taken) answer).ending();
    }

    private static RunEnd run(Ending ending) {
        return Objects.requireNonNull(ending.run());
    }

    /** As it is once it was stored: how a number is kept does not matter. */
    private static JsonNode result(Ending ending) {
        return json(run(ending).result().toString());
    }

    @Test
    void everybodyMayAnswerWhatIsAssignedToNobody() {
        var ending = taken(InquiryDecider.answer(new AnInquiry().build(), BOB, json("{\"approved\": true}"), NOW));

        assertThat(ending.status()).isEqualTo(InquiryStatus.RESPONDED);
        assertThat(ending.response()).isEqualTo(json("{\"approved\": true}"));
        assertThat(run(ending).cause()).isEqualTo(Cause.SUCCEEDED);
        assertThat(result(ending)).isEqualTo(json("{\"response\": {\"approved\": true}, \"__inquiry_id\": 7}"));
    }

    @Test
    void onlyTheAssigneeMayAnswerWhatIsAssigned() {
        var standing = new AnInquiry().assignedTo(1).build();

        assertThat(InquiryDecider.answer(standing, BOB, json("1"), NOW)).isEqualTo(new Answer.NotAsked());
        assertThat(InquiryDecider.answer(standing, runOf(BOB, 8), json("1"), NOW))
                .isEqualTo(new Answer.NotAsked());
        taken(InquiryDecider.answer(standing, ANN, json("1"), NOW));
        taken(InquiryDecider.answer(standing, runOf(ANN, 8), json("1"), NOW));
    }

    @Test
    void administratorsMayAnswerInsteadOfTheAssignee() {
        taken(InquiryDecider.answerInstead(new AnInquiry().assignedTo(1).build(), BOB, json("1"), NOW));
    }

    @Test
    void noExecutionAnswersItself() {
        var standing = new AnInquiry().assignedTo(1).build();

        for (var own : List.of(EXECUTION, WORKFLOW)) {
            var asker = runOf(ANN, own.value());
            assertThat(InquiryDecider.answer(standing, asker, json("1"), NOW))
                    .isEqualTo(new Answer.PrivilegeLoop(true));
            assertThat(InquiryDecider.answerInstead(standing, asker, json("1"), NOW))
                    .isEqualTo(new Answer.PrivilegeLoop(true));
        }
    }

    @Test
    void nothingThatTheAskingExecutionStartedAnswersIt() {
        var standing = new AnInquiry().build();

        assertThat(InquiryDecider.answer(standing, runOf(ANN, 90, EXECUTION.value(), WORKFLOW.value()), json("1"), NOW))
                .isEqualTo(new Answer.PrivilegeLoop(false));
        assertThat(InquiryDecider.answer(standing, runOf(ANN, 95, 90, EXECUTION.value()), json("1"), NOW))
                .isEqualTo(new Answer.PrivilegeLoop(false));
    }

    /** A workflow asks through its task, and must not answer through another one. */
    @Test
    void anotherTaskOfTheAskingWorkflowIsADescendant() {
        assertThat(InquiryDecider.answer(new AnInquiry().build(), runOf(ANN, 71, WORKFLOW.value()), json("1"), NOW))
                .isEqualTo(new Answer.PrivilegeLoop(false));
    }

    @Test
    void aLineThatIsTooLongToBeSeenWholeIsNotTrusted() {
        var deep = new Responder(ANN.identity(), List.of(new ExecutionId(500)), false);

        assertThat(InquiryDecider.answer(new AnInquiry().build(), deep, json("1"), NOW))
                .isEqualTo(new Answer.PrivilegeLoop(false));
    }

    @ParameterizedTest
    @EnumSource(
            value = InquiryStatus.class,
            names = {"PENDING"},
            mode = EnumSource.Mode.EXCLUDE)
    void nothingFollowsAnEnd(InquiryStatus ended) {
        var standing = new AnInquiry().being(ended).until(NOW).build();

        assertThat(InquiryDecider.answer(standing, ANN, json("1"), NOW)).isEqualTo(new Answer.Over(ended));
        assertThat(InquiryDecider.expire(standing, NOW)).isEmpty();
        assertThat(InquiryDecider.timeOut(standing)).isEmpty();
        assertThat(InquiryDecider.cancel(standing)).isEmpty();
    }

    @Test
    void anAnswerIsHeldAgainstTheSchema() {
        var standing = new AnInquiry().expecting("""
                        {"approved": {"type": "boolean", "required": true},
                         "size": {"type": "string", "enum": ["small", "large"]},
                         "note": {"type": "string", "default": "none"}}
                        """).build();

        assertThat(InquiryDecider.answer(standing, ANN, json("{\"size\": \"huge\"}"), NOW))
                .asInstanceOf(InstanceOfAssertFactories.type(Answer.Unfit.class))
                .extracting(Answer.Unfit::violations, InstanceOfAssertFactories.list(Violation.class))
                .extracting(Violation::parameter)
                .containsExactly("approved", "size");
        assertThat(InquiryDecider.answer(standing, ANN, json("[true]"), NOW)).isInstanceOf(Answer.Unfit.class);
        assertThat(taken(InquiryDecider.answer(standing, ANN, json("{\"approved\": false}"), NOW))
                        .response())
                .isEqualTo(json("{\"approved\": false, \"note\": \"none\"}"));
    }

    @Test
    void whatTheSchemaCallsSecretIsSecretInTheAnswer() {
        var standing = new AnInquiry()
                .expecting("{\"pin\": {\"type\": \"string\", \"secret\": true}}")
                .build();

        assertThat(taken(InquiryDecider.answer(standing, ANN, json("{\"pin\": \"4711\"}"), NOW))
                        .secrets())
                .extracting(SecretPlace::at)
                .hasToString("[/pin]");
    }

    @Test
    void timeIsOverAtItsLimitAndNotBefore() {
        var standing = new AnInquiry().until(NOW).build();

        assertThat(InquiryDecider.expire(standing, NOW.minusNanos(1))).isEmpty();
        var ending = InquiryDecider.expire(standing, NOW).orElseThrow();

        assertThat(ending.status()).isEqualTo(InquiryStatus.TIMEOUT);
        assertThat(ending.response()).isNull();
        assertThat(run(ending).cause()).isEqualTo(Cause.TIMED_OUT);
        assertThat(result(ending)).isEqualTo(json("{\"error\": \"inquiry timed out\", \"__inquiry_id\": 7}"));
    }

    @Test
    void theDefaultIsTheAnswerWhenTimeIsOver() {
        var standing = new AnInquiry()
                .until(NOW)
                .elseAnswering("{\"approved\": false}")
                .build();
        var ending = InquiryDecider.expire(standing, NOW.plusSeconds(1)).orElseThrow();

        assertThat(ending.status()).isEqualTo(InquiryStatus.TIMEOUT);
        assertThat(ending.response()).isEqualTo(json("{\"approved\": false}"));
        assertThat(run(ending).cause()).isEqualTo(Cause.SUCCEEDED);
        assertThat(result(ending))
                .isEqualTo(json("{\"response\": {\"approved\": false}, \"defaulted\": true, \"__inquiry_id\": 7}"));
    }

    @Test
    void anAnswerThatIsLateEndsTheInquiryAsTimeDoes() {
        var standing = new AnInquiry().until(NOW).build();

        assertThat(InquiryDecider.answer(standing, ANN, json("1"), NOW.plus(Duration.ofMillis(1))))
                .isEqualTo(
                        new Answer.TooLate(InquiryDecider.expire(standing, NOW).orElseThrow()));
    }

    @Test
    void withoutALimitTimeIsNeverOver() {
        assertThat(InquiryDecider.expire(new AnInquiry().build(), NOW.plus(Duration.ofDays(10_000))))
                .isEmpty();
    }

    @Test
    void aCancelCancelsTheRunThatWaits() {
        var ending = InquiryDecider.cancel(new AnInquiry().build()).orElseThrow();

        assertThat(ending.status()).isEqualTo(InquiryStatus.CANCELLED);
        assertThat(run(ending).cause()).isEqualTo(Cause.CANCEL_REQUESTED_WITHOUT_PROCESS);
        assertThat(run(ending).result().path("error").asText()).isEqualTo("inquiry cancelled");
    }

    @Test
    void anInquiryMadeByRequestLeavesItsExecutionAlone() {
        var standing = new AnInquiry().of(InquiryOrigin.REQUEST).until(NOW).build();

        assertThat(taken(InquiryDecider.answer(standing, ANN, json("1"), NOW.minusSeconds(1)))
                        .run())
                .isNull();
        assertThat(InquiryDecider.expire(standing, NOW).map(Ending::run)).isEqualTo(Optional.empty());
        assertThat(InquiryDecider.cancel(standing).orElseThrow().run()).isNull();
    }

    /** workflows.md §11: the result gains the answer. */
    @Test
    void aProcessThatAskedKeepsWhatItSaid() {
        var asking = new AnInquiry()
                .of(InquiryOrigin.RESULT)
                .until(NOW)
                .after("{\"succeeded\": true, \"data\": {\"cost\": 12}, \"__inquiry_id\": 7}");

        assertThat(result(taken(InquiryDecider.answer(asking.build(), ANN, json("\"yes\""), NOW.minusSeconds(1)))))
                .isEqualTo(json(
                        "{\"succeeded\": true, \"data\": {\"cost\": 12}, \"response\": \"yes\", \"__inquiry_id\": 7}"));
        assertThat(result(InquiryDecider.expire(asking.build(), NOW).orElseThrow()))
                .isEqualTo(
                        json(
                                "{\"succeeded\": false, \"data\": {\"cost\": 12}, \"error\": \"inquiry timed out\", \"__inquiry_id\": 7}"));
    }
}
