package io.attune.server.drive.dispatch;

import io.attune.server.catalog.Catalog;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TestDatabase;
import io.attune.store.admission.AdmissionGroupStore;
import io.attune.store.admission.AdmissionStore;
import io.attune.store.audit.AuditStore;
import io.attune.store.catalog.CatalogStore;
import io.attune.store.change.ChangeFeed;
import io.attune.store.encryption.SecretBox;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.PastRunStore;
import io.attune.store.inquiry.InquiryStore;
import io.attune.store.lease.DelayStore;
import io.attune.store.lease.PlacementStore;
import io.attune.store.lease.QueueStore;
import io.attune.store.pack.PackSecrets;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.workflow.WorkflowInputStore;
import io.attune.store.workflow.WorkflowRunStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** What creates runs and moves them on, wired as in the server, over a database. The change feed is started by who needs it. */
public final class DispatchParts implements AutoCloseable {
    public final SecretBox box = MemoryDataKeys.box();
    public final MeterRegistry registry = new SimpleMeterRegistry();
    public final RunMeters meters = new RunMeters(registry);
    public final SecretValueStore secretValues = new SecretValueStore(box);
    public final ExecutionStore executions = new ExecutionStore(secretValues, meters);
    public final PastRunStore pastRuns = new PastRunStore(secretValues);
    public final QueueStore queue = new QueueStore();
    public final DelayStore delays = new DelayStore();
    public final PlacementStore placements = new PlacementStore();
    public final WorkflowInputStore workflowInputs = new WorkflowInputStore();
    public final WorkflowRunStore workflowRuns = new WorkflowRunStore();
    public final AdmissionGroupStore admissionGroups = new AdmissionGroupStore();
    public final AdmissionStore admissions = new AdmissionStore();
    public final InquiryStore inquiries = new InquiryStore();

    public final ChangeFeed feed;
    public final WakeUps wakeUps;
    public final Catalog catalog;
    public final Admission admission;
    public final Transitions transitions;
    public final Asking asking;
    public final InquiryEnds inquiryEnds;
    public final Enqueue enqueue;
    public final Cancellation cancellation;

    public DispatchParts(TestDatabase database) {
        feed = new ChangeFeed(database.database());
        wakeUps = new WakeUps(feed);
        catalog = new Catalog(database.transactions(), new CatalogStore(new PackSecrets(box)));
        var departures = new Departures(queue, workflowInputs, wakeUps);
        admission =
                new Admission(catalog, admissionGroups, admissions, executions, departures, wakeUps, this::inquiryEnds);
        var creation = new Creation(executions, placements, workflowRuns);
        var retries = new Retries(catalog, pastRuns, creation, delays);
        transitions = new Transitions(executions, departures, admission, wakeUps, retries);
        asking = new Asking(inquiries, executions, secretValues, transitions);
        inquiryEnds = new InquiryEnds(inquiries, executions, secretValues, new AuditStore(), transitions);
        var handOver = new HandOver(executions, placements, departures, wakeUps);
        enqueue = new Enqueue(creation, handOver, executions, departures, admission, asking, wakeUps);
        cancellation = new Cancellation(executions, queue, workflowInputs, wakeUps, transitions, inquiryEnds);
    }

    private InquiryEnds inquiryEnds() {
        return inquiryEnds;
    }

    @Override
    public void close() {
        feed.close();
    }
}
