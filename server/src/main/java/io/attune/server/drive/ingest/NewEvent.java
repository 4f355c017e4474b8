package io.attune.server.drive.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.event.LoggedDelivery;
import io.attune.model.id.RuleId;
import io.attune.model.id.SensorId;
import io.attune.model.id.TenantId;
import io.attune.model.json.StorableJson;
import io.attune.store.catalog.CatalogTrigger;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened and is to be stored.
 *
 * @param trigger as the source found it in the catalog
 * @param whenTriggerDiffers what to do if the trigger has changed since
 * @param payload must be storable ({@link StorableJson}); null when the source says nothing
 * @param addressee the only rule it is for; null when it is for all of its trigger
 * @param tenant whose event it is when the trigger is the platform's; null makes it everybody's
 * @param deliveryId the sender's id of the delivery, unique per trigger and owner of the event for a day; null when the sender gives none
 * @param size about how many bytes it takes
 * @param delivery to a webhook, to be logged with the event; null when it came by another road
 */
public record NewEvent(
        CatalogTrigger trigger,
        WhenTriggerDiffers whenTriggerDiffers,
        @Nullable JsonNode config,
        @Nullable JsonNode payload,
        Source source,
        @Nullable RuleId addressee,
        @Nullable TenantId tenant,
        @Nullable String deliveryId,
        int size,
        @Nullable LoggedDelivery delivery) {
    /** For what did not come as a delivery to a webhook. */
    public NewEvent(
            CatalogTrigger trigger,
            WhenTriggerDiffers whenTriggerDiffers,
            @Nullable JsonNode config,
            @Nullable JsonNode payload,
            Source source,
            @Nullable RuleId addressee,
            @Nullable TenantId tenant,
            @Nullable String deliveryId,
            int size) {
        this(trigger, whenTriggerDiffers, config, payload, source, addressee, tenant, deliveryId, size, null);
    }

    /** Whether the source's checks still count when the trigger was changed after they were made. */
    public enum WhenTriggerDiffers {
        /** Store the event all the same: the source was let in by other means than the trigger. */
        STORE,
        /** Refuse with {@link IngestRefused.Reason#TRIGGER_CHANGED}: key, address list and signature are the trigger's. */
        REFUSE
    }

    /**
     * Who says so.
     *
     * @param ref the sensor's ref, or {@code webhook}, {@code manual}, {@code attune.system}
     */
    public record Source(
            @Nullable SensorId sensor, @Nullable String ref) {
        public static final Source WEBHOOK = new Source(null, "webhook");
        public static final Source MANUAL = new Source(null, "manual");
        public static final Source PLATFORM = new Source(null, "attune.system");
        public static final Source UNKNOWN = new Source(null, null);
    }
}
