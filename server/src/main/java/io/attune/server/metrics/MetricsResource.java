package io.attune.server.metrics;

import io.attune.server.auth.Permit;
import io.attune.server.auth.TokenKind;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows the meters of this process to whoever collects them (api.md §4). Names no tenant, and nothing that belongs to one. */
@Path("/metrics")
@RunOnVirtualThread
@Tag(name = "health")
public class MetricsResource {
    private final CollectorRegistry collectors;
    private final LoadGauges gauges;

    @Inject
    MetricsResource(CollectorRegistry collectors, LoadGauges gauges) {
        this.collectors = collectors;
        this.gauges = gauges;
    }

    @GET
    @Produces(TextFormat.CONTENT_TYPE_004)
    @Permit(operator = true, tokens = TokenKind.ACCESS, openOnThisMachine = true)
    @Operation(operationId = "metrics", summary = "Metrics in the text format of Prometheus")
    public String metrics() {
        gauges.refresh();
        var text = new StringWriter();
        try {
            TextFormat.write004(text, collectors.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
