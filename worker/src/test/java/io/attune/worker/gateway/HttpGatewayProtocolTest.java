package io.attune.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.execution.LogStream;
import io.attune.worker.RunBuilder;
import io.attune.worker.gateway.HttpGatewayProtocol.CompleteRequest;
import io.attune.worker.gateway.HttpGatewayProtocol.LeaseAnswer;
import io.attune.worker.gateway.HttpGatewayProtocol.LeaseRequest;
import io.attune.worker.gateway.WorkerGateway.HeartbeatAnswer;
import io.attune.worker.gateway.WorkerGateway.WorkerSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HttpGatewayProtocolTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Test
    void aLeasedRunSurvivesTheWire() {
        var run = new LeasedRun(
                7,
                2,
                false,
                3,
                "web.check",
                "web",
                true,
                false,
                "check.sh",
                "shell",
                JSON.objectNode().set("interpreter", JSON.objectNode().put("binary", "/bin/bash")),
                ParameterDelivery.FILE,
                ParameterFormat.DOTENV,
                OutputFormat.JSONL,
                JSON.objectNode().set("pin", JSON.objectNode().put("secret", true)),
                JSON.objectNode().put("url", "https://example.org/ä").putNull("none"),
                List.of("s3cret"),
                Map.of("ATTUNE_EXEC_ID", "7"),
                Duration.ofMillis(1500),
                null);

        var wire = HttpGatewayProtocol.write(new LeaseAnswer(List.of(run)));

        assertThat(HttpGatewayProtocol.read(LeaseAnswer.class, wire).runs()).containsExactly(run);
        assertThat(new String(wire, StandardCharsets.UTF_8))
                .contains("\"parameter_delivery\":\"file\"", "\"timeout\":1500", "\"pack_checksum\":null");
    }

    @Test
    void aReportSurvivesTheWireWithItsBytes() {
        var report = new RunReport(
                7,
                1,
                ExecutionStatus.COMPLETED,
                JSON.objectNode().put("succeeded", true),
                List.of(new RunReport.ResultSecret("/data/pin", JSON.textNode("4711"))),
                Duration.ofMillis(12),
                new RunReport.LogTail(5, new byte[] {0, -1, 10}),
                RunReport.LogTail.NONE);

        var back = HttpGatewayProtocol.read(
                        CompleteRequest.class, HttpGatewayProtocol.write(new CompleteRequest(List.of(report))))
                .reports()
                .getFirst();

        assertThat(back).usingRecursiveComparison().isEqualTo(report);
    }

    @Test
    void aTextOfTheLargestOutputFits() {
        var report = new RunReport(
                1,
                1,
                ExecutionStatus.COMPLETED,
                JSON.objectNode().put("stdout", "\u0001".repeat(10 << 20)),
                List.of(),
                Duration.ZERO,
                RunReport.LogTail.NONE,
                new RunReport.LogTail(0, new byte[10 << 20]));

        var wire = HttpGatewayProtocol.write(new CompleteRequest(List.of(report)));

        assertThat(wire.length).isLessThan((int) HttpGatewayProtocol.LARGEST_BODY);
        assertThat(HttpGatewayProtocol.read(CompleteRequest.class, wire).reports())
                .hasSize(1);
    }

    @Test
    void aReportOfAWorkerThatKnowsNoSecretOutputsHasNone() {
        var wire = "{\"reports\":[{\"execution\":1,\"attempt\":1,\"status\":\"failed\",\"result\":{},\"duration\":1}]}";

        var reports = HttpGatewayProtocol.read(CompleteRequest.class, wire.getBytes(StandardCharsets.UTF_8))
                .reports();

        assertThat(reports.getFirst().secrets()).isEmpty();
    }

    @Test
    void aRunSaysNothingSecretAboutItself() {
        var run = RunBuilder.inline("true")
                .parameters("{\"token\":\"s3cret\"}")
                .secrets("s3cret")
                .build();

        assertThat(run.toString()).contains("demo.act").doesNotContain("s3cret");
        assertThat(new RunReport.ResultSecret("/data/pin", JSON.textNode("4711")).toString())
                .doesNotContain("4711");
    }

    @Test
    void unknownFieldsAreIgnored() {
        var wire = "{\"cancellations\":[4],\"reregister\":true,\"later\":1}".getBytes(StandardCharsets.UTF_8);

        assertThat(HttpGatewayProtocol.read(HeartbeatAnswer.class, wire))
                .isEqualTo(new HeartbeatAnswer(Set.of(4L), true));
    }

    @Test
    void theSessionTravelsInHeaders() {
        var session = new WorkerSession(9, "näme 1", "abc", Duration.ofSeconds(30));
        var headers = HttpGatewayProtocol.sessionHeaders(session);

        assertThat(HttpGatewayProtocol.readSession(headers::get, Duration.ofSeconds(30)))
                .isEqualTo(session);
        assertThatThrownBy(() -> HttpGatewayProtocol.readSession(name -> null, Duration.ZERO))
                .isInstanceOf(GatewayRefusedException.class)
                .hasMessageContaining(HttpGatewayProtocol.WORKER_ID);
    }

    @Test
    void aMalformedBodyIsRefusedWithoutQuotingIt() {
        assertThatThrownBy(() -> HttpGatewayProtocol.read(
                        LeaseRequest.class, "{\"max\": hunter2}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(GatewayRefusedException.class)
                .hasMessageContaining("line 1")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> HttpGatewayProtocol.readStream("stdin")).isInstanceOf(GatewayRefusedException.class);
        assertThat(HttpGatewayProtocol.readStream("stderr")).isEqualTo(LogStream.STDERR);
    }
}
