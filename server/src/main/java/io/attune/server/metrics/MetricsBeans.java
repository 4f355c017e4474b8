package io.attune.server.metrics;

import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The one place where all meters of this process are collected, shared by the container's registry and {@link MetricsResource}. */
class MetricsBeans {
    @Produces
    @Singleton
    CollectorRegistry collectorRegistry() {
        return new CollectorRegistry();
    }
}
