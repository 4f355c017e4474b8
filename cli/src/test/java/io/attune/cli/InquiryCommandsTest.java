package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InquiryCommandsTest {
    private static final String INQUIRY =
            "{\"data\":{\"id\":7,\"execution\":42,\"prompt\":\"Deploy?\",\"status\":\"%s\",\"assigned_to\":null,"
                    + "\"response_schema\":{\"approved\":{\"type\":\"boolean\",\"required\":true},"
                    + "\"version\":{\"type\":\"string\"},\"comment\":{\"type\":\"string\"}},\"response\":%s}}";
    private static final String PENDING = INQUIRY.formatted("pending", "null");
    private static final String ANSWERED = INQUIRY.formatted("responded", "{\"approved\":true}");

    @TempDir
    Path home;

    private StubServer server;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer();
        shell = Shell.loggedIn(home, server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theListIsReadByOffset() {
        server.on("GET /auth/me", 200, "{\"data\":{\"id\":5,\"login\":\"ada@example.com\"}}")
                .on(
                        "GET /api/v1/inquiries",
                        200,
                        "{\"items\":[{\"id\":7,\"execution\":42,\"prompt\":\"Deploy?\",\"status\":\"pending\"}],"
                                + "\"pagination\":{\"has_next\":false}}");

        assertThat(shell.run("inquiry", "list", "--mine", "--status", "pending", "-q"))
                .isEqualTo(new Done(0, "7\n", ""));
        assertThat(server.lines().getLast())
                .isEqualTo("GET /api/v1/inquiries?assigned_to=5&limit=50&offset=0&status=pending");
    }

    @Test
    void oneIsShownWithTheAnswerThatIsExpected() {
        server.on("GET /api/v1/inquiries/7", 200, PENDING);

        assertThat(shell.run("inquiry", "show", "7").out())
                .contains("Deploy?", "Answer expected", "approved", "boolean")
                .doesNotContain("Answer:");
    }

    @Test
    void anAnswerIsMadeOfItsParts() {
        server.on("GET /api/v1/inquiries/7", 200, PENDING).on("POST /api/v1/inquiries/7/respond", 200, ANSWERED);

        assertThat(shell.run("inquiry", "respond", "7", "version=1.10", "--approve", "--comment", "good")
                        .status())
                .isZero();
        assertThat(server.last("POST").body())
                .isEqualTo("{\"response\":{\"version\":\"1.10\",\"approved\":true,\"comment\":\"good\"}}");

        assertThat(shell.run("inquiry", "respond", "7", "--reject").status()).isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"response\":{\"approved\":false}}");
    }

    @Test
    void aWholeAnswerIsSentAsItIs() {
        server.on("POST /api/v1/inquiries/7/respond", 200, ANSWERED);

        assertThat(shell.run("inquiry", "respond", "7", "--params-json", "\"yes\"")
                        .status())
                .isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"response\":\"yes\"}");
        assertThat(shell.run("inquiry", "respond", "7", "--params-json", "1", "--approve")
                        .status())
                .isEqualTo(2);
        assertThat(shell.run("inquiry", "respond", "7", "--approve", "--reject").status())
                .isEqualTo(2);
    }

    /** Who may answer need not be allowed to see the question. */
    @Test
    void oneAnswersWhatOneMayNotRead() {
        server.on("GET /api/v1/inquiries/7", 403, "{\"error\":\"no\",\"code\":\"FORBIDDEN\"}")
                .on("POST /api/v1/inquiries/7/respond", 200, ANSWERED);

        assertThat(shell.run("inquiry", "respond", "7", "--approve").status()).isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"response\":{\"approved\":true}}");
    }

    @Test
    void inquiriesAreCancelledAndAssigned() {
        server.on("PUT /api/v1/inquiries/7", 200, PENDING);

        assertThat(shell.run("inquiry", "cancel", "7", "--yes").status()).isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"status\":\"cancelled\"}");
        assertThat(shell.run("inquiry", "assign", "7", "5").status()).isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"assigned_to\":5}");
    }

    @Test
    void oneIsFollowedToItsEnd() {
        server.onEvents("GET /api/v1/inquiries/stream", "event: inquiry_responded\ndata: {\"id\":7}\n\n")
                .on("GET /api/v1/inquiries/7", 200, PENDING)
                .on("GET /api/v1/inquiries/7", 200, ANSWERED);

        assertThat(shell.run("inquiry", "watch", "7").out()).contains("responded", "approved");
    }

    @Test
    void waitingCommandsStopAtAnInquiryIfTheyAreTold() {
        server.on("GET /api/v1/executions/42", 200, "{\"data\":{\"id\":42,\"status\":\"running\"}}")
                .on("GET /api/v1/executions/42/inquiries", 200, "{\"items\":[]}")
                .on("GET /api/v1/executions", 200, "{\"items\":[{\"id\":43,\"status\":\"running\"}]}")
                .on("GET /api/v1/executions/43/inquiries", 200, "{\"items\":[{\"id\":7,\"status\":\"pending\"}]}");

        var done = shell.run("execution", "wait", "42", "--fail-on-inquiry");

        assertThat(done.status()).isEqualTo(22);
        assertThat(done.err()).contains("inquiry 7", "attune inquiry respond 7");
    }

    @Test
    void anExecutionsInquiriesAreListed() {
        server.on(
                "GET /api/v1/executions/42/inquiries",
                200,
                "{\"items\":[{\"id\":7,\"prompt\":\"Deploy?\",\"status\":\"pending\"}],\"pagination\":{\"has_next\":false}}");

        assertThat(shell.run("execution", "inquiries", "42").out()).contains("Deploy?", "pending");
    }
}
