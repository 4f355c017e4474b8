package io.attune.engine.inquiry;

import static io.attune.engine.inquiry.AnInquiry.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.inquiry.Question.Finding;
import io.attune.engine.inquiry.Question.Reading;
import io.attune.model.id.IdentityId;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** workflows.md §11. */
class QuestionTest {
    private static Question sound(String fields) {
        return ((Reading.Sound) Question.read(json(fields), List.of())).question();
    }

    private static List<String> wrong(String fields) {
        return ((Reading.Unsound) Question.read(json(fields), List.of()))
                .findings().stream().map(Finding::field).toList();
    }

    @Test
    void aQuestionIsRead() {
        var question = sound("""
                {"prompt": "Deploy?", "response_schema": {"approved": {"type": "boolean"}}, "assigned_to": 5,
                 "default_response": {"approved": false}, "timeout_seconds": 60}
                """);

        assertThat(question.prompt()).isEqualTo("Deploy?");
        assertThat(question.responseSchema()).isEqualTo(json("{\"approved\": {\"type\": \"boolean\"}}"));
        assertThat(question.assignedTo()).isEqualTo(new IdentityId(5));
        assertThat(question.defaultResponse()).isEqualTo(json("{\"approved\": false}"));
        assertThat(question.limit()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void withoutAPromptItSaysThatApprovalIsRequired() {
        assertThat(sound("{}").prompt()).isEqualTo("Approval required");
        assertThat(sound("{\"prompt\": \" \"}").prompt()).isEqualTo("Approval required");
    }

    @Test
    void everythingWrongIsFoundAtOnce() {
        assertThat(wrong("""
                        {"prompt": 5, "response_schema": {"approved": {"type": "bool"}}, "assigned_to": "ann", "timeout_seconds": 0}
                        """))
                .containsExactly("prompt", "response_schema.approved.type", "assigned_to", "timeout_seconds");
        assertThat(wrong("{\"prompt\": \"" + "x".repeat(10_001) + "\"}")).containsExactly("prompt");
        assertThat(wrong("{\"timeout_seconds\": 99999999999}")).containsExactly("timeout_seconds");
    }

    @Test
    void theDefaultMustFitTheSchema() {
        assertThat(wrong("""
                        {"response_schema": {"approved": {"type": "boolean", "required": true}}, "default_response": {"approved": "no"}}
                        """)).containsExactly("default_response.approved");
        assertThat(wrong(
                        "{\"response_schema\": {\"approved\": {\"type\": \"boolean\"}}, \"default_response\": \"no\"}"))
                .containsExactly("default_response");
    }

    @Test
    void secretsOfTheDefaultAreHidden() {
        var question = sound("""
                {"response_schema": {"pin": {"type": "string", "secret": true}}, "default_response": {"pin": "4711", "note": "n"}}
                """);

        assertThat(question.shownDefault())
                .isEqualTo(((ObjectNode) json("{\"note\": \"n\"}")).set("pin", SecretMarker.create()));
    }

    /** Whoever is asked would see them. */
    @Test
    void aSecretMustNotBePartOfTheQuestion() {
        var secret = new SecretPlace(JsonPointer.compile("/prompt"), SecretSource.key("token"));
        var reading = Question.read(json("{\"prompt\": \"Is it s3cret?\"}"), List.of(secret));

        assertThat(reading).isInstanceOf(Reading.Unsound.class);
        assertThat(((Reading.Unsound) reading).text())
                .contains("prompt", "'token'")
                .doesNotContain("s3cret");
    }

    @Test
    void aSecretMayBePartOfTheDefault() {
        var secret = new SecretPlace(JsonPointer.compile("/default_response/pin"), SecretSource.key("token"));
        var reading = Question.read(json("{\"default_response\": {\"pin\": \"s3cret\"}}"), List.of(secret));

        assertThat(((Reading.Sound) reading).question().secrets())
                .containsExactly(new SecretPlace(JsonPointer.compile("/pin"), SecretSource.key("token")));
    }

    @Test
    void aResultAsksAtItsTopOrInWhatWasPrinted() {
        assertThat(Question.placeIn((ObjectNode) json("{\"__inquiry\": {}}"))).hasToString("Optional[/__inquiry]");
        assertThat(Question.placeIn((ObjectNode) json("{\"data\": {\"__inquiry\": {}}}")))
                .hasToString("Optional[/data/__inquiry]");
        assertThat(Question.placeIn((ObjectNode) json("{\"data\": {\"__inquiry\": \"yes?\"}}")))
                .isEmpty();
        assertThat(Question.placeIn((ObjectNode) json("{\"data\": [{\"__inquiry\": {}}]}")))
                .isEmpty();
    }
}
